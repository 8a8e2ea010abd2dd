import Dispatch
import Foundation
import Glibc

/// Work on a thread of its own that gives way to everything else.
final class BackgroundReading: Sendable {
  private let ended = DispatchSemaphore(value: 0)

  init(named name: String, _ work: @escaping @Sendable () -> Void) {
    let ended = ended
    let thread = Thread {
      // On Linux the niceness is the thread's, and its children's (setpriority(2)).
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
      work()
      ended.signal()
    }
    thread.name = name
    thread.start()
  }

  /// Waits until the work is done or the time is over.
  func wait(atMost duration: Duration) {
    _ = ended.wait(timeout: .now() + .milliseconds(Int(duration / .milliseconds(1))))
  }
}
