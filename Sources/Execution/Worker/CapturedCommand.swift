import CProcess
import Foundation
import Glibc

/// A short command, run to its end for what it prints.
///
/// Blocks; for the commands' main thread, never the cooperative pool.
struct CapturedCommand {
  var path: String
  var arguments: [String]
  var environment: [String: String]
  /// After this it is killed.
  var deadline: Duration

  struct Finished {
    /// Nil when it was killed, by us or by another.
    var exitCode: Int32?
    var output: String
    var errors: String
  }

  func run() throws -> Finished {
    let output = Pipe()
    let errors = Pipe()
    let started = try Spawn(
      path: path, arguments: arguments, environment: environment,
      descriptors: [
        (output.fileHandleForWriting.fileDescriptor, 1),
        (errors.fileHandleForWriting.fileDescriptor, 2),
      ], newSession: true, diesWithParent: true
    ).start()
    defer { if started.pidfd >= 0 { close(started.pidfd) } }
    try output.fileHandleForWriting.close()
    try errors.fileHandleForWriting.close()

    let text = drain([
      output.fileHandleForReading.fileDescriptor, errors.fileHandleForReading.fileDescriptor,
    ])
    // Whatever is left of it is past its deadline or has closed its output.
    if text.isCut { batchdeck_kill_session(started.pid, SIGKILL) }
    var exit = batchdeck_exit()
    batchdeck_wait(started.pid, true, &exit)
    return Finished(
      exitCode: exit.exited ? exit.code : nil, output: text.parts[0], errors: text.parts[1])
  }

  /// Reads descriptors to their ends, or up to the deadline.
  private func drain(_ descriptors: [Int32]) -> (parts: [String], isCut: Bool) {
    var parts = descriptors.map { _ in Data() }
    var open = Set(descriptors.indices)
    let end = StatusPage.now + deadline
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    while !open.isEmpty {
      let left = end - StatusPage.now
      guard left > .zero else { break }
      var polled = open.map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
      guard poll(&polled, nfds_t(polled.count), Int32(left / .milliseconds(1)) + 1) > 0 else {
        continue
      }
      for ready in polled where ready.revents != 0 {
        guard let index = descriptors.firstIndex(of: ready.fd) else { continue }
        let count = read(ready.fd, &buffer, buffer.count)
        if count > 0 {
          parts[index].append(contentsOf: buffer[..<count])
        } else if count == 0 || errno != EINTR {
          open.remove(index)
        }
      }
    }
    return (parts.map { String(decoding: $0, as: UTF8.self) }, !open.isEmpty)
  }
}
