import CProcess
import Foundation
import Glibc
import NIOCore

/// The process that holds what `init()` made and forks workers that share it.
///
/// It was a worker until it said `shareable`. Owned by the engine, used on its event loop only.
final class ForkServer {
  let process: WorkerProcess
  /// A duplicate of the socket that the channel reads from: descriptors go with the message itself.
  private let socket: Int32
  private(set) var isAlive = true

  /// - Throws: `ExecutionError.io`.
  init(_ process: WorkerProcess, socket: Int32) throws {
    self.process = process
    self.socket = fcntl(socket, F_DUPFD_CLOEXEC, 3)
    guard self.socket >= 0 else {
      throw ExecutionError.io(path: "socket", activity: "duplicate", errno: errno)
    }
  }

  deinit { if socket >= 0 { close(socket) } }

  /// Has a worker forked that gets the descriptors: wire, status page, stdout, stderr.
  ///
  /// - Throws: `ExecutionError.io` when the server is gone.
  func fork(_ request: RunnerFrame.Fork, descriptors: [Int32]) throws {
    try send(RunnerFrame.fork(request), descriptors: descriptors)
  }

  /// Asks for the status of a worker that has ended. Where the server's own end is not seen yet, that will
  /// answer instead.
  ///
  /// - Returns: False when the server is known to be gone: nobody is there to tell it.
  func reap(_ pid: Int32) -> Bool {
    guard isAlive else { return false }
    try? send(RunnerFrame.reap(pid: pid), descriptors: [])
    return true
  }

  /// Lets the server end; its workers are gone.
  func stop() { try? send(RunnerFrame.stop(), descriptors: []) }

  /// The server has ended.
  func died() { isAlive = false }

  private func send(_ frame: ByteBuffer, descriptors: [Int32]) throws {
    var (rest, descriptors) = (frame.readableBytesView, descriptors)
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { rest in
        guard descriptors.isEmpty else {
          return batchdeck_send_descriptors(
            socket, rest.baseAddress, rest.count, descriptors, descriptors.count)
        }
        let sent = Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        return sent < 0 ? -Int(errno) : sent
      }
      if sent == -Int(EAGAIN) {
        // A server reads as fast as it forks: room comes within milliseconds.
        var room = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        poll(&room, 1, 100)
        continue
      }
      guard sent > 0 else {
        throw ExecutionError.io(
          path: "fork server", activity: "write to", errno: Int32(-sent))
      }
      rest = rest.dropFirst(sent)
      descriptors = []
    }
  }
}
