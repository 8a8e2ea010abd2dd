import CProcess
import Foundation
import Glibc

/// A long command whose output is read line by line while it runs.
///
/// Blocks; never to be called on the cooperative pool. The command dies with the calling thread.
struct LoggedCommand {
  var path: String
  var arguments: [String]
  var environment: [String: String]
  var directory: String
  /// After this it is killed with everything it started.
  var deadline: Duration

  enum Ending: Equatable {
    case exited(Int)
    case killed
    case timedOut
  }

  /// A longer line is handed over in parts.
  private static let maximumLineBytes = 64 * 1024

  /// Runs to the end; `line` gets what it prints, on either stream, without line ends.
  func run(line: (String) throws -> Void) throws -> Ending {
    let output = Pipe()
    let writing = output.fileHandleForWriting
    let reading = output.fileHandleForReading.fileDescriptor
    let started = try Spawn(
      path: path, arguments: arguments, environment: environment,
      descriptors: [(writing.fileDescriptor, 1), (writing.fileDescriptor, 2)],
      directory: directory, newSession: true, diesWithParent: true
    ).start()
    defer { if started.pidfd >= 0 { close(started.pidfd) } }
    var exit = batchdeck_exit()
    var isCut = true
    do {
      defer {
        // Whatever happens to us, it does not go on behind our back; without a descriptor to watch it
        // by, only what is cut is known to be alive.
        if isCut || started.pidfd >= 0 { batchdeck_kill_session(started.pid, SIGKILL) }
        batchdeck_wait(started.pid, true, &exit)
      }
      try writing.close()
      let end = StatusPage.now + deadline
      isCut = try !drain(reading, pidfd: started.pidfd, until: end, line: line)
      // What has closed its output is about to end by itself.
      if !isCut, started.pidfd >= 0 { isCut = !isReadable(started.pidfd, until: end) }
    }
    if isCut { return .timedOut }
    return exit.exited ? .exited(Int(exit.code)) : .killed
  }

  /// Up to the end of the output, or the end of the process and of what it wrote: what it leaves
  /// behind may hold the output open. False when the deadline came first.
  private func drain(
    _ descriptor: Int32, pidfd: Int32, until end: Duration, line: (String) throws -> Void
  ) throws -> Bool {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      var polled = [descriptor, pidfd].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard StatusPage.now < end else { return false }
      guard poll(&polled, nfds_t(polled.count), milliseconds(until: end)) > 0 else { continue }
      let hasEnded = polled[1].revents != 0
      var count = read(descriptor, &buffer, buffer.count)
      while count > 0 {
        pending.append(contentsOf: buffer[..<count])
        try handOver(&pending, to: line)
        count = read(descriptor, &buffer, buffer.count)
      }
      if count == 0 || hasEnded {
        if !pending.isEmpty { try line(String(decoding: pending, as: UTF8.self)) }
        return true
      }
    }
  }

  private func isReadable(_ descriptor: Int32, until end: Duration) -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while StatusPage.now < end {
      if poll(&polled, 1, milliseconds(until: end)) > 0 { return true }
    }
    return false
  }

  /// At most a minute, as poll(2) counts in an `Int32`.
  private func milliseconds(until end: Duration) -> Int32 {
    Int32(max(0, min((end - StatusPage.now) / .milliseconds(1), 60_000))) + 1
  }

  /// Progress bars end their lines with a carriage return.
  private func handOver(_ pending: inout [UInt8], to line: (String) throws -> Void) rethrows {
    var start = pending.startIndex
    while let end = pending[start...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
      if end > start { try line(String(decoding: pending[start..<end], as: UTF8.self)) }
      start = end + 1
    }
    if pending.count - start > Self.maximumLineBytes {
      try line(String(decoding: pending[start...], as: UTF8.self))
      start = pending.endIndex
    }
    pending.removeFirst(start)
  }
}
