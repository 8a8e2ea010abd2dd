import Dispatch
import Foundation
import Glibc
import NIOCore

/// Work on a thread of its own.
final class BackgroundReading: Sendable {
  private let ended = DispatchSemaphore(value: 0)

  /// Begins when the promise is kept.
  init(
    named name: String, after promise: EventLoopFuture<Void>,
    _ work: @escaping @Sendable () -> Void
  ) {
    let ended = ended
    promise.whenComplete { _ in
      let thread = Thread {
        work()
        ended.signal()
      }
      thread.name = name
      thread.start()
    }
  }

  /// From here on this thread gives way to everything else. On Linux the niceness is the thread's
  /// (setpriority(2)), and that of the processes it starts: those must not be held up between fork and exec, where
  /// they have copies of our sockets and of our lock.
  static func standBack() {
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
  }

  /// Waits until the work is done or the time is over.
  func wait(atMost duration: Duration) {
    _ = ended.wait(timeout: .now() + .milliseconds(Int(duration / .milliseconds(1))))
  }
}
