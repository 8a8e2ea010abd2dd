import Dispatch
import Foundation
import Synchronization

/// Runs a function on a thread of its own whose stack does not depend on who calls, and waits for
/// it.
///
/// The YAML parser calls itself once for each level of nesting, up to the thousand levels that its
/// scanner allows; that fits in 16 MiB many times over, but not in every thread's stack.
func onDeepStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result? {
  let slot = Slot<Result>()
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    let result = body()
    slot.result.withLock { $0 = result }
    done.signal()
  }
  thread.stackSize = 16 << 20
  thread.start()
  done.wait()
  return slot.result.withLock { $0 }
}

private final class Slot<Value: Sendable>: Sendable {
  let result = Mutex<Value?>(nil)
}
