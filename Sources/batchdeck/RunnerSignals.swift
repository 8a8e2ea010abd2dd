import Dispatch
import Foundation

/// What signals mean to a runner: it is told over its socket, so a terminal's do nothing.
final class RunnerSignals {
  private let source: any DispatchSourceSignal

  /// SIGTERM ends the job as an interruption does: at once, and to be resumed.
  init() {
    for signal in [SIGINT, SIGHUP, SIGPIPE, SIGTERM] { Foundation.signal(signal, SIG_IGN) }
    source = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
    source.setEventHandler {
      // Workers die with us, and what the ledger holds is whole at every instant.
      _exit(128 + SIGTERM)
    }
    source.activate()
  }
}
