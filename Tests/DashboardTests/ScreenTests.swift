import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Screens")
struct ScreenTests {
  static let sizes = [(160, 40), (120, 36), (80, 24), (60, 16)].map(Size.init)

  /// A screen in every size, as text.
  struct Scene: CustomTestStringConvertible, Sendable {
    let name: String
    let state: @Sendable (Size) -> DashboardState

    var testDescription: String { name }
  }

  static let scenes: [Scene] = [
    Scene(name: "jobs-empty") { .jobs([], size: $0) },
    Scene(name: "jobs-several") { .jobs(severalJobs, size: $0) },
    Scene(name: "jobs-sorted") { size in
      var state = DashboardState.jobs(severalJobs, size: size)
      state.press("j s k k Enter")
      return state
    },
    Scene(name: "sort-menu") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.press("s j")
      return state
    },
    Scene(name: "monitor-preparing") { .monitor(.preparing, size: $0, history: 0) },
    Scene(name: "monitor-running") { .monitor(.running, size: $0) },
    Scene(name: "monitor-completed") { .monitor(.over(.completed), size: $0) },
    Scene(name: "monitor-failed") { .monitor(.failed, size: $0) },
    Scene(name: "monitor-interrupted") { .monitor(.over(.interrupted), size: $0) },
    Scene(name: "monitor-lost") { size in
      var state = DashboardState.monitor(.running, size: size)
      var news = WatchNews()
      news.absorb(.disconnected(reason: "the runner does not answer"))
      _ = state.update(.watched(job: "brave-otter-4821", news), now: afternoon)
      return state
    },
    Scene(name: "monitor-failures-focused") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.press("Tab j")
      return state
    },
    Scene(name: "failure-card") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.press("Tab Enter")
      return state
    },
    Scene(name: "job-error-card") { size in
      var snapshot = JobSnapshot.failed
      snapshot.error = JobSnapshot.JobError(
        code: "InitFailed",
        message: """
          init() failed in 3 workers in a row; the last one said:
          Traceback (most recent call last):
            File "/home/op/deploy/score.py", line 9, in init
              model = onnxruntime.InferenceSession(path)
          ModuleNotFoundError: No module named 'onnxruntime'
          """)
      var state = DashboardState.monitor(snapshot, size: size)
      state.press("Enter")
      return state
    },
    Scene(name: "cancel-dialog") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.press("x")
      return state
    },
    Scene(name: "monitor-tuned") { size in
      var snapshot = JobSnapshot.running
      snapshot.settings.workers = 4
      snapshot.inForce = JobSnapshot.InForce(
        workers: 4, workersLeaving: 1, workersAdmitted: 4, miniBatchSize: 16)
      snapshot.workers[1].isStuck = true
      snapshot.workers[1].runningSeconds = 312
      var state = DashboardState.monitor(snapshot, size: size)
      _ = state.update(
        .orderAnswered(job: snapshot.name, .setWorkers(4), failure: nil), now: afternoon)
      return state
    },
    Scene(name: "prompt-mini-batch") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.press("b Ctrl-U 3 2 x Enter")
      return state
    },
    Scene(name: "failures") { .failures(size: $0) },
    Scene(name: "failures-many") { size in
      var state = DashboardState.failures(size: size, total: 1_000_000)
      state.press("G")
      state.answerFailures(total: 1_000_000)
      return state
    },
    Scene(name: "failures-classes") { size in
      var state = DashboardState.failures(of: .failed, size: size)
      state.press("Tab j")
      return state
    },
    Scene(name: "failures-card") { size in
      var state = DashboardState.failures(size: size)
      state.press("Enter")
      return state
    },
    Scene(name: "failures-copy") { size in
      var state = DashboardState.failures(size: size)
      state.press("y")
      return state
    },
    Scene(name: "failures-retry") { size in
      var state = DashboardState.failures(of: .failed, size: size)
      state.press("R")
      return state
    },
    Scene(name: "worker") { .worker(size: $0) },
    Scene(name: "worker-stack") { size in
      var state = DashboardState.worker(size: size)
      state.press("s")
      _ = state.update(
        .answered(
          .stack(job: "brave-otter-4821", worker: 1, number: 1),
          .stack(
            """
            Current thread 0x00007f2a (most recent call first):
              File "/home/op/deploy/score.py", line 22 in load
              File "/home/op/deploy/score.py", line 41 in run
              File "batch_worker.py", line 12 in <module>

            """)), now: afternoon)
      return state
    },
    Scene(name: "worker-stop") { size in
      var state = DashboardState.worker(size: size)
      state.press("X")
      return state
    },
    Scene(name: "logs") { .logs(size: $0) },
    Scene(name: "logs-files") { size in
      var state = DashboardState.logs(size: size)
      state.press("Tab")
      return state
    },
    Scene(name: "logs-searched") { size in
      var state = DashboardState.logs(size: size)
      state.press("m / s l o w Enter")
      if let search = state.logs.pending {
        _ = state.update(.answered(.logSearch(search), .logMatch(.found(38_300))), now: afternoon)
      }
      state.press("w")
      return state
    },
    Scene(name: "models") { .models(size: $0) },
    Scene(name: "models-empty") { .models([], size: $0) },
    Scene(name: "models-archived") { size in
      var models = severalModels
      models[1].isArchived = true
      var state = DashboardState.models(models, size: size)
      state.press(". j")
      return state
    },
    Scene(name: "models-delete") { size in
      var state = DashboardState.models(size: size)
      state.press("x")
      return state
    },
    Scene(name: "model-card") { size in
      var state = DashboardState.models(size: size)
      state.press("i")
      return state
    },
    Scene(name: "registration") { .registration(size: $0) },
    Scene(name: "registration-copying") { size in
      var state = DashboardState.registration(size: size)
      state.press("F5")
      _ = state.update(
        .modelProgress(ModelProgress(bytesDone: 1_300_000_000, bytesTotal: 2_000_000_000)),
        now: afternoon)
      return state
    },
    Scene(name: "registration-refused") { size in
      .registration(
        size: size,
        review: ModelReview(problems: [.init(.version, "there is a version 3 already.")]))
    },
    Scene(name: "artifacts") { .artifacts(at: "export/MLmodel", size: $0) },
    Scene(name: "artifacts-hex") { size in
      var state = DashboardState.artifacts(at: "export/model.bin", size: size)
      state.press("Enter")
      return state
    },
    Scene(name: "artifacts-picture") { size in
      var state = DashboardState.artifacts(at: "export/digit.png", size: size)
      state.press("Tab")
      return state
    },
    Scene(name: "artifacts-many") { size in
      var state = DashboardState.artifacts(at: "export/variables", size: size)
      state.press("Enter")
      state.answerArtifacts()
      state.press("G")
      state.answerArtifacts()
      return state
    },
    Scene(name: "artifacts-filter") { size in
      var state = DashboardState.artifacts(size: size)
      state.press("/ p a r t")
      state.answerArtifacts()
      return state
    },
    Scene(name: "launch") { .launch(size: $0) },
    Scene(name: "launch-empty") { size in
      var state = DashboardState.jobs(severalJobs, size: size)
      state.press("6")
      return state
    },
    Scene(name: "launch-tried") { LaunchForecastTests.tried(size: $0) },
    Scene(name: "failures-marked") { size in
      var state = DashboardState.failures(of: .failed, size: size)
      state.press("Space Space")
      return state
    },
    Scene(name: "launch-problems") { size in
      .launch(
        size: size,
        problems: [
          LaunchProblem(
            .manifest, "deployment.yml:12:22: mini_batch_size is \"0\"; it must be at least 1."),
          LaunchProblem(.input, "there is no /data/my scans\u{1B}[31m."),
        ], facts: [])
    },
    Scene(name: "comparison") { .comparison(size: $0) },
    Scene(name: "themes") { .themes(size: $0, looking: "j j") },
    Scene(name: "themes-broken") { .themes(size: $0, looking: "j j j j j") },
    Scene(name: "leave-dialog") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.press("Esc q")
      return state
    },
    Scene(name: "monitor-read-only") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.isReadOnly = true
      state.press("x")
      return state
    },
    Scene(name: "palette") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.press(": w o r k")
      return state
    },
    Scene(name: "help-jobs") { size in
      var state = DashboardState.jobs(severalJobs, size: size)
      state.press("?")
      return state
    },
    Scene(name: "help-monitor") { size in
      var state = DashboardState.monitor(.running, size: size)
      state.press("?")
      return state
    },
  ]

  static func scenes(named names: String...) -> [Scene] {
    scenes.filter { names.contains($0.name) }
  }

  @Test("every screen looks as on file", arguments: scenes, sizes)
  func text(scene: Scene, size: Size) throws {
    let surface = scene.state(size).view(.unicode)
    try GoldenFile.expect(surface.text, matches: "\(scene.name)-\(size.columns)x\(size.rows)")
  }

  @Test(
    "screens need no character beyond ASCII",
    arguments: scenes(
      named: "jobs-several", "monitor-running", "cancel-dialog", "prompt-mini-batch", "failures",
      "worker", "logs", "artifacts", "artifacts-picture", "registration-copying", "launch",
      "palette", "themes"),
    sizes)
  func ascii(scene: Scene, size: Size) throws {
    let surface = scene.state(size).view(.ascii)
    try GoldenFile.expect(
      surface.text, matches: "\(scene.name)-\(size.columns)x\(size.rows)-ascii")
  }

  @Test(
    "colours mean what they say",
    arguments: scenes(
      named: "jobs-several", "monitor-running", "monitor-failed", "monitor-tuned",
      "prompt-mini-batch", "failures", "worker",
      "logs-searched",
      "models", "models-delete", "artifacts", "registration", "launch", "comparison", "themes"))
  func styled(scene: Scene) throws {
    let surface = scene.state(Size(columns: 80, rows: 24)).view(.unicode)
    try GoldenFile.expect(surface.styled, matches: "\(scene.name)-80x24-styled")
  }

  @Test("a zoomed panel gets the window")
  func zoomed() throws {
    var state = DashboardState.monitor(.running, size: Size(columns: 80, rows: 24))
    state.press("Shift-Tab z")
    try GoldenFile.expect(state.view(.unicode).text, matches: "monitor-zoomed-80x24")
  }

  @Test("a frozen display says so and since when")
  func frozen() throws {
    var state = DashboardState.monitor(.running, size: Size(columns: 120, rows: 30))
    state.press("Z")
    var later = JobSnapshot.running
    later.progress.filesSucceeded = 700_000
    var news = WatchNews()
    news.absorb(.snapshot(later))
    _ = state.update(.watched(job: later.name, news), now: afternoon)
    try GoldenFile.expect(state.view(.unicode).text, matches: "monitor-frozen-120x30")
  }

  @Test("a filter being typed is seen with what it leaves")
  func filtering() throws {
    var state = DashboardState.jobs(severalJobs, size: Size(columns: 80, rows: 24))
    state.press("/ o c r Space ! p a u")
    try GoldenFile.expect(state.view(.unicode).text, matches: "jobs-filter-80x24")
  }

  @Test("a failed call is told above the footer")
  func notice() throws {
    var state = DashboardState.jobs(severalJobs, size: Size(columns: 80, rows: 24))
    _ = state.update(
      .jobsUnavailable(reason: "registry.sqlite is locked by another program"), now: afternoon)
    try GoldenFile.expect(state.view(.unicode).text, matches: "jobs-notice-80x24")
  }

  @Test(
    "a window that is too small says how big it must be and how the job does",
    arguments: [(59, 16), (60, 15), (42, 9), (20, 4), (3, 2)].map(Size.init))
  func tooSmall(size: Size) throws {
    let state = DashboardState.monitor(.running, size: size)
    try GoldenFile.expect(
      state.view(.unicode).text, matches: "too-small-\(size.columns)x\(size.rows)")
  }

  @Test("many workers scroll and leave the other panels their room")
  func manyWorkers() throws {
    var snapshot = JobSnapshot.running
    snapshot.workers = (0..<64).map {
      JobSnapshot.Worker(
        id: $0, state: .running, miniBatch: 9000 + $0, fileIndex: $0, fileCount: 64,
        file: "a/\($0).png", rssBytes: 1 << 30, filesDone: 10, filesPerSecond: 12.3)
    }
    snapshot.settings.workers = 64
    var state = DashboardState.monitor(snapshot, size: Size(columns: 120, rows: 36))
    state.press("G")
    try GoldenFile.expect(state.view(.unicode).text, matches: "monitor-many-workers-120x36")
  }
}
