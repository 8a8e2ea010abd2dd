import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Going on with jobs")
struct RestartTests {
  static let size = Size(columns: 120, rows: 36)
  static let job = "brave-otter-4821"
  static let change = "the input file a.png has changed since the job began"
  static let ended: [JobStatus] = [.interrupted, .canceled, .failed]

  private func text(_ state: DashboardState) -> String { state.view(.unicode).text }

  @Test("r on a job that stopped early asks, and No is what Enter takes", arguments: ended)
  func asks(status: JobStatus) {
    var state = DashboardState.monitor(.over(status), size: Self.size)
    #expect(state.press("r") == [])
    #expect(text(state).contains("Go on with brave-otter-4821 (62 %), into the same output?"))
    #expect(text(state).contains("$ batchdeck job resume -n brave-otter-4821"))
    #expect(state.press("Enter") == [])
    #expect(state.press("r y") == [.order(job: Self.job, .resume)])
    #expect(!state.subscriptions.contains(.watch(job: Self.job)))
    _ = state.update(.orderAnswered(job: Self.job, .resume, failure: nil), now: afternoon)
    #expect(state.subscriptions.contains(.watch(job: Self.job)))
  }

  @Test("r in the list resumes the selected job, and :resume does from everywhere")
  func elsewhere() {
    var jobs = DashboardState.jobs(severalJobs, size: Self.size)
    jobs.press("r")
    #expect(jobs.overlay == nil, "it runs")
    jobs.press("/ b a d g e r Enter")
    #expect(jobs.press("r y") == [.order(job: "swift-badger-9021", .resume)])
    for screen in ["2", "3", "4"] {
      var state = DashboardState.monitor(.over(.canceled), size: Self.size)
      state.press(screen)
      #expect(
        state.press(": r e s u m e Enter y") == [.order(job: Self.job, .resume)], "\(screen)")
    }
  }

  @Test(
    "what runs or is completed is not resumed",
    arguments: JobStatus.allCases.filter { !ended.contains($0) })
  func cannot(status: JobStatus) {
    var state = DashboardState.monitor(.over(status), size: Self.size)
    state.press("r")
    #expect(state.overlay == nil)
    state.press(": r e s u m e")
    #expect(!state.paletteEntries.contains { $0.action == .askToResume })
  }

  /// What is asked for, and the order after what has changed was accepted.
  static let restarts: [(Restart, String)] = [
    (Restart(.rest), "batchdeck job resume -n j --accept-changes"),
    (Restart(.failedFiles), "batchdeck job retry-failed -n j --accept-changes"),
    (Restart(.files(["a b"])), "batchdeck job retry-failed -n j --file 'a b' --accept-changes"),
  ]

  @Test("what has changed is told, and yes goes on with it", arguments: restarts)
  func changes(restart: Restart, command: String) {
    var state = DashboardState.failures(of: .failed, size: Self.size)
    _ = state.update(
      .changesFound([Self.change], by: restart, job: Self.job), now: afternoon)
    #expect(text(state).contains("The input file a.png has changed since the job began."))
    #expect(text(state).contains("Score with everything as it is now?"))
    var declining = state
    #expect(declining.press("Enter") == [])
    #expect(declining.overlay == nil)
    let accepting = JobOrder.restart(restart.acceptingChanges)
    #expect(state.press("y") == [.order(job: Self.job, accepting)])
    #expect(accepting.commandLine(job: "j") == command)
  }

  @Test("whoever writes, reads another card or has gone elsewhere is told without a question")
  func elsewhereByThen() {
    for keys in ["/", "?", "Esc 1"] {
      var state = DashboardState.failures(of: .failed, size: Self.size)
      _ = state.update(.jobsListed(Array(severalJobs.dropFirst())), now: afternoon)
      state.press(keys)
      let overlay = state.overlay
      _ = state.update(
        .changesFound([Self.change], by: Restart(.failedFiles), job: Self.job), now: afternoon)
      #expect(state.overlay == overlay)
      #expect(
        state.notice?.text
          == "Could not retry failed files of brave-otter-4821: \(Self.change).")
    }
  }

  @Test("retrying what stopped early says that the rest is scored, too")
  func rest() {
    var early = DashboardState.failures(of: .over(.interrupted), size: Self.size)
    early.press("R")
    #expect(text(early).contains("The 376 086 files not reached yet are scored, too."))
    early.press("Esc Space r")
    #expect(text(early).contains("The 376 086 files not reached yet are scored, too."))
    var whole = DashboardState.failures(of: .over(.completed), size: Self.size)
    whole.press("R")
    #expect(!text(whole).contains("not reached yet"))
  }

  @Test("a question about a job that goes on meanwhile says so, and no key of its own leads on")
  func moot() {
    var state = DashboardState.monitor(.over(.interrupted), size: Self.size)
    state.press("r")
    var news = WatchNews()
    news.absorb(.snapshot(.running))
    _ = state.update(.watched(job: Self.job, news), now: afternoon)
    #expect(text(state).contains("brave-otter-4821 goes on already."))
    #expect(state.press("y j Enter") == [])
    #expect(state.screen == .monitor)
  }
}
