import BatchEndpoints
import Logging
import NIOCore
import Scheduling

/// Rows that are all there, and in the order of the input if that is asked, before a job is called completed.
extension LocalEngine {
  /// Between two attempts to find room for the ordered rows.
  private static let roomInterval = TimeAmount.seconds(1)

  /// Every result is recorded, and no worker lives.
  func end(with outcome: JobStateMachine.Outcome) {
    guard case .completed = outcome else { return finish(outcome) }
    completeOutput()
  }

  private func completeOutput() {
    committer.complete(inOrder: launch.specification.isOrdered) { result in
      self.eventLoop.execute { self.assumeIsolated { $0.outputCompleted(result) } }
    }
  }

  private func outputCompleted(_ result: Result<Void, any Error>) {
    // It may have been given up meanwhile.
    guard endedAt == nil else { return }
    switch result {
    case .success:
      roomWait.holdsOrdering = false
      finish(.completed)
    case .failure(let full as StorageFull):
      if !roomWait.holdsOrdering {
        roomWait.holdsOrdering = true
        note(
          .warning,
          "the disk is full: \(full.reason); the rows are put into order when there is room for all of "
            + "them once more")
      }
      eventLoop.scheduleTask(in: Self.roomInterval) {
        self.assumeIsolated { if $0.roomWait.holdsOrdering { $0.completeOutput() } }
      }
    case .failure(let error):
      storageError = error
      logger.error("output not completed", metadata: ["reason": "\(error)"])
      finish(.failed(.storageFailed))
    }
  }

  /// Nobody wants to wait for room: a resume puts the rows into order.
  func giveUpOrdering() {
    roomWait.holdsOrdering = false
    note(.operatorAction, "cancel while the disk has no room to put the rows into order")
    finish(.canceled)
  }
}
