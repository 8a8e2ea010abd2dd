import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Mouse")
struct MouseTests {
  static let size = Size(columns: 120, rows: 36)

  /// Presses where `text` is on screen.
  private func click(_ text: String, in state: inout DashboardState) throws -> [Effect] {
    let surface = state.view(.unicode)
    for y in 0..<surface.size.rows {
      let cells = surface.row(y).map(\.text)
      let line = cells.joined()
      guard let range = line.range(of: text) else { continue }
      // Every cell before the text is one character wide in these scenes.
      let x = line.distance(from: line.startIndex, to: range.lowerBound)
      return state.update(
        .input(.mouse(MouseEvent(kind: .press, button: .left, x: x, y: y))), now: afternoon)
    }
    Issue.record("\(text) is not on screen:\n\(surface.text)")
    return []
  }

  @Test("a press selects a job, a second one opens it")
  func job() throws {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    _ = try click("calm-heron-0193", in: &state)
    #expect(state.selectedJob?.name == "calm-heron-0193")
    #expect(state.screen == .jobs)
    _ = try click("01:29:54", in: &state)
    #expect(state.screen == .monitor)
    #expect(state.live.job?.name == "calm-heron-0193")
  }

  @Test("a press selects a panel and a row in it", arguments: [(120, 36), (80, 24), (160, 40)])
  func row(columns: Int, rows: Int) throws {
    var state = DashboardState.monitor(.running, size: Size(columns: columns, rows: rows))
    _ = try click("expected 3 channels", in: &state)
    #expect(state.monitor.focus == .failures)
    #expect(state.selectedFailure?.errorClass == "ValueError")
    _ = try click("idle", in: &state)
    #expect(state.monitor.focus == .workers)
    #expect(state.monitor.workers.pinned == 4)
    _ = try click("peak", in: &state)
    #expect(state.monitor.focus == .throughput)
  }

  @Test("tabs go to their screen, panel names to their panel")
  func tabs() throws {
    var state = DashboardState.monitor(.running, size: Size(columns: 60, rows: 16))
    _ = try click("failed files", in: &state)
    #expect(state.monitor.focus == .failures)
    _ = try click("1 Jobs", in: &state)
    #expect(state.screen == .jobs)
    _ = try click("2 Run", in: &state)
    #expect(state.screen == .monitor)
  }

  @Test("hints and choices are buttons")
  func buttons() throws {
    var state = DashboardState.monitor(.running, size: Self.size)
    _ = try click("x cancel", in: &state)
    #expect(state.overlay == .confirmCancel(job: "brave-otter-4821", choice: .keep))
    let effects = try click("when the running mini-batches", in: &state)
    #expect(effects == [.order(job: "brave-otter-4821", .cancel(now: false))])
    #expect(try click("q back", in: &state) == [])
    #expect(state.screen == .jobs)
  }

  @Test("the wheel moves in the panel under the pointer")
  func wheel() {
    var state = DashboardState.monitor(.running, size: Self.size)
    let events = MonitorLayout(state).rows(of: .events)
    _ = state.update(
      .input(
        .mouse(MouseEvent(kind: .wheelDown, button: .none, x: events.x, y: events.y))),
      now: afternoon)
    #expect(state.monitor.focus == .events)
    #expect(state.view(.unicode).text.contains("started with 6 workers") == false)
    #expect(state.monitor.events.offset == 1)
  }

  @Test("the wheel takes the focus along on every screen of panes")
  func wheelOverPanes() {
    var state = DashboardState.failures(size: Self.size)
    let classes = FailuresLayout(state).rows(of: .classes)
    _ = state.update(
      .input(.mouse(MouseEvent(kind: .wheelDown, button: .none, x: classes.x, y: classes.y))),
      now: afternoon)
    #expect(state.failures.focus == .classes)
    #expect(state.failures.errorClass == "timeout")
  }

  @Test("a press below the last row opens nothing")
  func belowRows() {
    var state = DashboardState.models(size: Self.size)
    let rows = ModelsLayout(state).listRows
    for y in [rows.y, rows.maxY - 1] {
      _ = state.update(
        .input(.mouse(MouseEvent(kind: .press, button: .left, x: rows.x, y: y))), now: afternoon)
    }
    #expect(state.models.cursor.pinned == state.models.ids.first)
    #expect(state.screen == .models)
  }
}
