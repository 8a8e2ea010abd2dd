import BatchEndpoints
import Testing

@testable import Dashboard

@Suite("Cards")
struct CardTests {
  @Test("the card of a file that ended its worker shows what the worker left")
  func workerEnd() {
    var failure = FailedFile(
      path: "a.tif", sizeBytes: 9, attempts: 1, errorClass: "out_of_memory", message: "killed",
      workerEnd: FailedFile.WorkerEnd(
        stderr: "loading\nstd::bad_alloc", rssBytes: 3 << 20, peakBytes: 5 << 20),
      failedAt: .before(9))
    var card = Card(failure, command: nil)
    #expect(
      card.fields.first { $0.label == "memory" }?.value
        == "5.00 MiB at most, 3.00 MiB when last looked at")
    #expect(card.body?.hasSuffix("stderr:\n\nloading\nstd::bad_alloc") == true)

    failure.workerEnd = nil
    card = Card(failure, command: nil)
    #expect(!card.fields.contains { $0.label == "memory" })
    #expect(card.body == "No traceback was recorded.")
  }
}
