import CProcess
import Glibc

/// A program to start, in Swift's terms; see CProcess.h for what each field means.
struct Spawn {
  var path: String
  var arguments: [String]
  var environment: [String: String]
  /// The child's descriptors by our own: whatever is not here it does not have.
  var descriptors: [(source: Int32, target: Int32)] = []
  var directory: String?
  var newSession = false
  var diesWithParent = false
  var parentMayTrace = false

  struct Started {
    var pid: Int32
    /// Readable when the process has ended; to be closed by whoever has it.
    var pidfd: Int32
  }

  /// Starts a child, which the caller reaps.
  ///
  /// With `diesWithParent` to be called on a thread that lives as long as this process.
  func start() throws -> Started {
    try withRequest { batchdeck_spawn($0, $1) }
  }

  /// Starts a process that is nobody's child and outlives this one.
  func detach() throws -> Started {
    try withRequest { batchdeck_detach($0, $1) }
  }

  private func withRequest(
    _ body: (
      UnsafePointer<batchdeck_spawn_request>, UnsafeMutablePointer<batchdeck_spawn_result>
    ) -> Int32
  ) throws -> Started {
    let maps = descriptors.map { batchdeck_descriptor(source: $0.source, target: $0.target) }
    var result = batchdeck_spawn_result()
    let variables = environment.map { "\($0.key)=\($0.value)" }
    let code = withCStrings([path] + arguments) { argv in
      withCStrings(variables) { envp in
        maps.withUnsafeBufferPointer { maps in
          withOptionalCString(directory) { directory in
            path.withCString { path in
              var request = batchdeck_spawn_request()
              request.path = path
              request.argv = argv
              request.envp = envp
              request.descriptors = maps.baseAddress
              request.descriptor_count = maps.count
              request.directory = directory
              request.new_session = newSession
              request.die_with_parent = diesWithParent
              request.parent_may_trace = parentMayTrace
              request.no_core_dump = true
              return retryingWhileBusy { body(&request, &result) }
            }
          }
        }
      }
    }
    guard code == 0 else {
      throw ExecutionError.io(
        path: result.stage == batchdeck_stage_directory ? directory ?? path : path,
        activity: result.stage == batchdeck_stage_directory ? "enter the folder" : "start",
        errno: -code)
    }
    return Started(pid: result.pid, pidfd: result.pidfd)
  }
}

/// Tries again for a moment while somebody still writes the program, or another thread's child holds the
/// descriptor that wrote it until its own exec (ETXTBSY in execve(2)).
private func retryingWhileBusy(_ start: () -> Int32) -> Int32 {
  for _ in 0..<20 {
    let code = start()
    if code != -ETXTBSY { return code }
    usleep(5000)
  }
  return start()
}

private func withOptionalCString<Result>(
  _ string: String?, _ body: (UnsafePointer<CChar>?) -> Result
) -> Result {
  guard let string else { return body(nil) }
  return string.withCString { body($0) }
}

/// Calls `body` with a NULL-terminated array of C strings that lives as long as the call.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { preconditionFailure("the array ends with nil") }
    return body(base)
  }
}
