import CProcess
import Glibc

/// The process of a job's runner, to see it end: it outlives its job by the time that it takes to read
/// what the results came from.
package final class RunnerProcess: Sendable {
  /// Readable once the process has ended (pidfd_open(2)).
  private let descriptor: Int32

  /// Nil where there is no such process.
  init?(pid: Int) {
    descriptor = batchdeck_open_process(pid_t(pid))
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Waits for its end, at most as long as `limit` says.
  ///
  /// - Returns: Whether it has ended.
  package func waitForEnd(atMost limit: Duration) -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&polled, 1, Int32(limit / .milliseconds(1))) > 0
  }
}
