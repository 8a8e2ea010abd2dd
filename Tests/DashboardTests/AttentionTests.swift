import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Attention")
struct AttentionTests {
  static let size = Size(columns: 120, rows: 36)

  @Test("focus tells where the operator looks; without it, whether a key was struck")
  func attention() {
    var attention = Attention()
    #expect(!attention.isElsewhere(at: .seconds(29)))
    #expect(attention.isElsewhere(at: .seconds(30)))
    attention.saw(.key(KeyPress(.enter)), at: .seconds(40))
    #expect(!attention.isElsewhere(at: .seconds(69)))
    attention.saw(.focus(false), at: .seconds(41))
    #expect(attention.isElsewhere(at: .seconds(42)))
    attention.saw(.focus(true), at: .seconds(43))
    #expect(!attention.isElsewhere(at: .seconds(4000)))
  }

  private func end(_ snapshot: JobSnapshot, in state: inout DashboardState) -> [Effect] {
    var news = WatchNews()
    news.absorb(.snapshot(snapshot))
    return state.update(.watched(job: snapshot.name, news), now: afternoon)
  }

  @Test("the end of the watched job is told once, and only of one that took a while")
  func watched() {
    var state = DashboardState.monitor(.running, size: Self.size)
    #expect(
      end(.over(.completed), in: &state) == [
        .notify("brave-otter-4821 completed: 999 963 files scored, 37 failed")
      ])
    #expect(end(.over(.completed), in: &state) == [])
    var quick = DashboardState.monitor(.running, size: Self.size)
    var over = JobSnapshot.over(.completed)
    over.progress.elapsedSeconds = 29
    #expect(end(over, in: &quick) == [])
  }

  @Test("the end of another job is told from the list; what was over before is no news")
  func listed() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    var jobs = severalJobs
    jobs[0].status = .failed
    jobs[0].endedAt = afternoon
    #expect(
      state.update(.jobsListed(jobs), now: afternoon)
        == [.notify("brave-otter-4821 failed: 623 877 files scored, 37 failed")])
    #expect(state.update(.jobsListed(jobs), now: afternoon) == [])
  }

  @Test("the window is named for the job, or for nothing but the program")
  func title() {
    #expect(
      DashboardState.monitor(.running, size: Self.size).windowTitle
        == "62 % brave-otter-4821 - batchdeck")
    #expect(
      DashboardState.monitor(.over(.canceled), size: Self.size).windowTitle
        == "canceled brave-otter-4821 - batchdeck")
    #expect(DashboardState.jobs([], size: Self.size).windowTitle == "batchdeck")
  }

  @Test("a read-only dashboard refuses in a sentence, whatever the way")
  func readOnly() {
    for keys in ["x", "+", "b", "p"] {
      var state = DashboardState.monitor(.running, size: Self.size)
      state.isReadOnly = true
      #expect(state.press(keys) == [])
      #expect(state.overlay == nil)
      #expect(state.notice?.text == "This dashboard is read-only; it changes nothing.")
      state.press("6")
      #expect(state.screen == .monitor)
    }
    // A question that was open before stays without effect.
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("x")
    state.isReadOnly = true
    #expect(state.press("y") == [])
  }
}
