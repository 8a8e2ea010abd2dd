import Dispatch
import Foundation
import Synchronization

/// Counts Ctrl-C instead of dying of it.
struct Interrupts {
  private let counter = Counter()
  private let source: any DispatchSourceSignal

  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [counter] in counter.value.add(1, ordering: .relaxed) }
    source.activate()
  }

  var count: Int { counter.value.load(ordering: .relaxed) }

  private final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }
}
