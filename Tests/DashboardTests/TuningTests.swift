import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Live tuning")
struct TuningTests {
  static let size = Size(columns: 120, rows: 36)
  static let job = "brave-otter-4821"

  private func tell(_ snapshot: JobSnapshot, _ state: inout DashboardState) {
    var news = WatchNews()
    news.absorb(.snapshot(snapshot))
    _ = state.update(.watched(job: snapshot.name, news), now: afternoon)
  }

  /// Keys on the monitor of a job with 6 workers and 64 files in a mini-batch, and the last order.
  static let orders: [(String, JobOrder?)] = [
    ("+", .setWorkers(7)), ("-", .setWorkers(5)), ("+ + +", .setWorkers(9)),
    ("b Ctrl-U 3 2 Enter", .setMiniBatchSize(32)), ("b 0 Enter", .setMiniBatchSize(640)),
    ("b Enter", nil), ("b Ctrl-U 0 Enter", nil), ("b Ctrl-U x Enter", nil), ("b Esc", nil),
    ("w Ctrl-U 1 2 Enter", .setWorkers(12)), ("w Ctrl-U 9 9 9 9 9 Enter", nil),
    ("m 2 g Enter", .setMemoryLimit(2 << 30)), ("m n o n e Enter", nil),
    ("m Enter", nil), ("m 0 Enter", nil), ("p", .pause), ("P", .pause), ("u", nil),
    ("+ + u", .setWorkers(6)), ("b Ctrl-U 8 Enter u", .setMiniBatchSize(64)),
    ("+ u u", nil), ("m 2 g Enter u", .setMemoryLimit(nil)),
  ]

  @Test("keys are orders", arguments: orders)
  func keys(keys: String, order: JobOrder?) {
    var state = DashboardState.monitor(.running, size: Self.size)
    var effects: [Effect] = []
    for key in keys.split(separator: " ") { effects = state.press(String(key)) }
    #expect(effects == (order.map { [.order(job: Self.job, $0)] } ?? []))
  }

  @Test("what a prompt cannot take stays there with the reason")
  func unfit() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("m l o t s Enter")
    #expect(state.field?.problem?.hasPrefix("\"lots\" is no size;") == true)
    state.press("Backspace")
    #expect(state.field?.problem == nil)
    #expect(state.field?.text == "lot")
  }

  @Test("a paused job goes on with p")
  func continues() {
    var snapshot = JobSnapshot.running
    snapshot.status = .paused
    var state = DashboardState.monitor(snapshot, size: Self.size)
    #expect(state.press("p") == [.order(job: Self.job, .goOn)])
  }

  @Test("a job without a runner that answers takes no orders", arguments: ["+", "b", "m", "p"])
  func notTunable(key: String) {
    var over = DashboardState.monitor(.over(.completed), size: Self.size)
    let before = over
    #expect(over.press(key) == [])
    #expect(over.overlay == before.overlay)
    #expect(over.tuning == before.tuning)
    var lost = DashboardState.monitor(.running, size: Self.size)
    var news = WatchNews()
    news.absorb(.disconnected(reason: "gone"))
    _ = lost.update(.watched(job: Self.job, news), now: afternoon)
    #expect(lost.press(key) == [] && lost.overlay == nil)
  }

  @Test("an accepted order is told with its command, a refused one with the reason and no undo")
  func answers() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("+")
    _ = state.update(.orderAnswered(job: Self.job, .setWorkers(7), failure: nil), now: afternoon)
    #expect(state.notice?.command == "batchdeck job scale -n brave-otter-4821 --workers 7")
    #expect(state.view(.unicode).text.contains("--workers 7"))
    #expect(state.tuning.undo == .setWorkers(6))
    _ = state.update(
      .orderAnswered(job: Self.job, .setWorkers(7), failure: "the job is finalizing"),
      now: afternoon)
    #expect(state.tuning.undo == nil)
    #expect(
      state.notice?.text
        == "Could not change the workers of brave-otter-4821: the job is finalizing")
  }

  @Test("what somebody else has changed since cannot be undone")
  func overruled() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("+")
    var snapshot = JobSnapshot.running
    tell(snapshot, &state)
    #expect(state.tuning.undo == .setWorkers(6))
    snapshot.settings.workers = 7
    tell(snapshot, &state)
    #expect(state.tuning.undo == .setWorkers(6))
    snapshot.settings.workers = 2
    tell(snapshot, &state)
    #expect(state.tuning.undo == nil)
  }

  @Test("when the job ends a prompt says so, and keys that are on their way reach nothing else")
  func withdrawn() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("b 7")
    tell(.over(.completed), &state)
    #expect(state.view(.unicode).text.contains("brave-otter-4821 is over; nothing is changed."))
    #expect(state.press("4 Enter") == [])
    #expect(state.screen == .monitor && state.overlay == nil)
    // Once it is seen nothing can be set any more, though the job should go on.
    state = DashboardState.monitor(.running, size: Self.size)
    state.press("b")
    tell(.over(.completed), &state)
    tell(.running, &state)
    #expect(state.press("8 Enter") == [])
  }

  @Test("a limit that leaves no room for Python itself is refused in the prompt")
  func leastMemory() {
    var state = DashboardState.monitor(.running, size: Self.size)
    #expect(state.press("m 1 Enter") == [])
    #expect(state.field?.problem?.contains("leaves no room for Python itself") == true)
    #expect(state.field?.text == "1")
    #expect(
      state.press("Backspace 1 6 m Enter") == [.order(job: Self.job, .setMemoryLimit(16 << 20))])
  }

  /// What is asked and in force, and the line that tells.
  static let differences: [(JobSnapshot.InForce, String?)] = [
    (.init(workers: 6, workersLeaving: 0, workersAdmitted: 6, miniBatchSize: 64), nil),
    (
      .init(workers: 6, workersLeaving: 2, workersAdmitted: 6, miniBatchSize: 64),
      "workers 6 asked, 6 in force: 2 leaving"
    ),
    (
      .init(workers: 4, workersLeaving: 0, workersAdmitted: 6, miniBatchSize: 64),
      "workers 6 asked, 4 in force: 2 to come"
    ),
    (
      .init(
        workers: 3, workersLeaving: 0, workersAdmitted: 3, admissionReason: "3.1 GiB are free",
        miniBatchSize: 16, pauseReason: "by the operator"),
      "paused by the operator; workers 6 asked, 3 in force: 3 admitted, 3.1 GiB are free; "
        + "mini-batch 64 asked, 16 in force"
    ),
  ]

  @Test("what is not yet as asked is told", arguments: differences)
  func unsettled(inForce: JobSnapshot.InForce, line: String?) {
    var snapshot = JobSnapshot.running
    snapshot.inForce = inForce
    #expect(snapshot.unsettled.joined(separator: "; ") == line ?? "")
  }

  /// Orders and the command that does the same.
  static let twins: [(JobOrder, String)] = [
    (.setMemoryLimit(3 << 29), "batchdeck job scale -n a --memory-limit 1536MiB"),
    (.setMemoryLimit(1000), "batchdeck job scale -n a --memory-limit 1000"),
    (.setMemoryLimit(nil), "batchdeck job scale -n a --memory-limit none"),
    (.setMiniBatchSize(8), "batchdeck job scale -n a --mini-batch-size 8"),
    (.pause, "batchdeck job pause -n a"), (.goOn, "batchdeck job continue -n a"),
    (.cancel(now: true), "batchdeck job cancel -n a --now"),
  ]

  @Test("every order has its command", arguments: twins)
  func twin(order: JobOrder, command: String) {
    #expect(order.commandLine(job: "a") == command)
  }

  @Test("a memory limit that was there is asked for, and comes back")
  func memoryLimit() {
    var snapshot = JobSnapshot.running
    snapshot.settings.memoryLimitBytes = 3 << 29
    var state = DashboardState.monitor(snapshot, size: Self.size)
    state.press("m")
    #expect(state.field?.text == "1536MiB")
    #expect(state.press("Enter") == [])
    #expect(
      state.press("m Ctrl-U n o n e Enter") == [.order(job: Self.job, .setMemoryLimit(nil))])
    snapshot.settings.memoryLimitBytes = nil
    tell(snapshot, &state)
    #expect(state.press("u") == [.order(job: Self.job, .setMemoryLimit(3 << 29))])
  }
}
