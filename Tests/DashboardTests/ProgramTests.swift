import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Programs and the configuration")
struct ProgramTests {
  static let size = Size(columns: 160, rows: 36)
  static let file = "/home/op/.config/batchdeck/config.yaml"

  private func launch() -> DashboardState {
    var state = DashboardState.launch(size: Self.size)
    state.folder = "/home/op/work"
    return state
  }

  private func end(_ path: String, _ state: inout DashboardState) -> [Effect] {
    state.update(.programEnded(.editor, path: path, complaint: nil), now: afternoon)
  }

  @Test("F4 edits the manifest of the launch form, which is then looked at again")
  func manifest() throws {
    var state = launch()
    #expect(state.view(.unicode).text.contains("relative to /home/op/work"))
    #expect(state.launch.canStart)
    let path = "/home/op/work/deploy/deployment.yml"
    #expect(state.press("F4") == [.open(path: path, with: .editor)])
    #expect(end(path, &state) == [])
    #expect(!state.launch.canStart)
    let request = state.launch.request
    let question = Question.launchReview(request, look: 1)
    #expect(state.subscriptions.contains(.answer(question, every: nil)))
    let review = Answer.launchReview(LaunchReview(problems: [], facts: []))
    _ = state.update(.answered(.launchReview(request), review), now: afternoon)
    #expect(!state.launch.canStart, "an answer from before the change")
    _ = state.update(.answered(question, review), now: afternoon)
    #expect(state.launch.canStart)
  }

  @Test("without a manifest F4 is no key, and an absolute one stays as it is")
  func manifestPaths() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.folder = "/home/op/work"
    state.press("6")
    #expect(state.press("F4") == [])
    _ = state.update(.input(.paste("/d.yml")), now: afternoon)
    #expect(state.press("F4") == [.open(path: "/d.yml", with: .editor)])
  }

  @Test("e on the monitor edits the manifest that the job was started from")
  func jobManifest() {
    var snapshot = JobSnapshot.running
    snapshot.settings.invocation = ["run", "/my deploy/d.yml", "--set", "a=b"]
    var state = DashboardState.monitor(snapshot, size: Self.size)
    #expect(state.press("e") == [.open(path: "/my deploy/d.yml", with: .editor)])
    #expect(end("/my deploy/d.yml", &state) == [])
    #expect(state.notice?.text.contains("counts for the next job") == true)
    var other = DashboardState.monitor(.running, size: Self.size)
    #expect(other.press("e") == [], "it was started through an endpoint")
    state.isReadOnly = true
    #expect(state.press("e") == [])
  }

  @Test(":config edits the configuration, which is then read again; :reload only reads")
  func configuration() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.configurationFile = Self.file
    #expect(state.press(": c o n f i g Enter") == [.open(path: Self.file, with: .editor)])
    #expect(end(Self.file, &state) == [.readConfiguration])
    #expect(state.press(": r e l o a d Enter") == [.readConfiguration])
    state.isReadOnly = true
    state.press(": c o n f i g")
    #expect(!state.paletteEntries.contains { $0.action == .editConfiguration })
    #expect(state.press("Esc : r e l o a d Enter") == [.readConfiguration])
  }

  @Test("what the configuration says counts at once; one that cannot be used changes nothing")
  func takes() {
    var state = DashboardState.monitor(.running, size: Self.size)
    let keys = OperatorKeys([.init(action: "freeze", presses: [KeyPress(.function(2))])])
    let theme = Theme.terminal
    _ = state.update(
      .configurationRead(Configured(theme: theme, keys: keys, isReadOnly: true)), now: afternoon)
    #expect(state.notice?.text == "The configuration has been read again.")
    state.press("F2")
    #expect(state.frozen != nil)
    state.press("F2 x")
    #expect(state.overlay == nil)
    let before = state
    _ = state.update(
      .configurationUnfit(reason: "config.yaml:1:8: no theme is called x."), now: afternoon)
    #expect(
      state.notice?.text
        == "Nothing is changed: config.yaml:1:8: no theme is called x.")
    state.notice = before.notice
    #expect(state == before)
  }
}
