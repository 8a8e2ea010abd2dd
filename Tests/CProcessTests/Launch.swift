import CProcess
import Glibc

/// A spawn request in Swift values.
struct Launch {
  var path = "/bin/sh"
  var arguments: [String]
  var environment: [String]?
  var descriptors: [batchdeck_descriptor] = []
  var directory: String?
  var newSession = false
  var dieWithParent = false
  var parentMayTrace = false
  var noCoreDump = false
  var dataLimitBytes: UInt64 = 0
  var niceIncrement: Int32 = 0

  init(path: String, arguments: [String] = []) {
    self.path = path
    self.arguments = [path] + arguments
  }

  init(shell script: String) {
    arguments = ["sh", "-c", script]
  }

  struct Failure: Error, Equatable {
    var stage: batchdeck_spawn_stage
    var code: Int32
  }

  func spawn() throws(Failure) -> batchdeck_spawn_result {
    try start(batchdeck_spawn)
  }

  func detach() throws(Failure) -> batchdeck_spawn_result {
    try start(batchdeck_detach)
  }

  private typealias Start = (
    UnsafePointer<batchdeck_spawn_request>, UnsafeMutablePointer<batchdeck_spawn_result>
  ) -> Int32

  private func start(_ function: Start) throws(Failure) -> batchdeck_spawn_result {
    var result = batchdeck_spawn_result()
    var code: Int32 = 0
    withCStrings(arguments) { argv in
      withCStrings(environment ?? []) { envp in
        descriptors.withUnsafeBufferPointer { map in
          path.withCString { path in
            withOptionalCString(directory) { directory in
              var request = batchdeck_spawn_request(
                path: path, argv: argv, envp: environment == nil ? nil : envp,
                descriptors: map.baseAddress, descriptor_count: map.count, directory: directory,
                new_session: newSession, die_with_parent: dieWithParent,
                parent_may_trace: parentMayTrace, no_core_dump: noCoreDump,
                data_limit_bytes: dataLimitBytes,
                nice_increment: niceIncrement)
              code = function(&request, &result)
            }
          }
        }
      }
    }
    if code != 0 { throw Failure(stage: result.stage, code: -code) }
    return result
  }
}

extension Launch {
  /// Runs to its end and returns what came on standard output.
  func output() throws -> String {
    let pipe = try Pipe()
    var launch = self
    launch.descriptors.append(.init(source: pipe.writing, target: 1))
    let child = try launch.spawn()
    close(pipe.writing)
    let text = readAll(pipe.reading)
    close(pipe.reading)
    _ = finish(child)
    return text
  }
}

struct Pipe {
  let reading: Int32
  let writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Workspace.Problem(code: errno) }
    (reading, writing) = (ends[0], ends[1])
  }
}

/// Reaps a child that ends by itself.
@discardableResult
func finish(_ child: batchdeck_spawn_result) -> batchdeck_exit? {
  var end = batchdeck_exit()
  let reaped = batchdeck_wait(child.pid, true, &end)
  if child.pidfd >= 0 { close(child.pidfd) }
  return reaped == 1 ? end : nil
}

func readAll(_ descriptor: Int32) -> String {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += buffer[..<count]
  }
}

private func withCStrings(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Void
) {
  let copies = strings.map { strdup($0) } + [nil]
  defer { copies.forEach { free($0) } }
  copies.withUnsafeBufferPointer { body($0.baseAddress) }
}

private func withOptionalCString(_ string: String?, _ body: (UnsafePointer<CChar>?) -> Void) {
  if let string { string.withCString(body) } else { body(nil) }
}
