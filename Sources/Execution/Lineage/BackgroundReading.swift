import Dispatch
import Foundation
import Glibc

/// Work on a thread of its own.
final class BackgroundReading: Sendable {
  private let mayBegin = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// Does nothing before `begin`.
  init(named name: String, _ work: @escaping @Sendable () -> Void) {
    let (mayBegin, ended) = (mayBegin, ended)
    let thread = Thread {
      mayBegin.wait()
      work()
      ended.signal()
    }
    thread.name = name
    thread.start()
  }

  /// From here on this thread gives way to everything else. On Linux the niceness is the thread's
  /// (setpriority(2)), and that of the processes it starts: those must not be held up between fork and exec, where
  /// they have copies of our sockets and of our lock.
  static func standBack() {
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
  }

  /// May be called more than once.
  func begin() { mayBegin.signal() }

  /// Waits until the work is done or the time is over.
  func wait(atMost duration: Duration) {
    _ = ended.wait(timeout: .now() + .milliseconds(Int(duration / .milliseconds(1))))
  }
}
