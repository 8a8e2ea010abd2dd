import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Histories")
struct HistoryTests {
  private static let start = Date(timeIntervalSince1970: 1_000)

  /// One value a second from the start.
  private func series(_ values: [Double?]) -> TimeSeries {
    TimeSeries(
      values.enumerated().map {
        TimeSeries.Point(at: Self.start.addingTimeInterval(Double($0)), value: $1)
      })
  }

  @Test("the peak on screen is the highest of the speeds that were shown")
  func peak() {
    let samples = (0..<20).map {
      JobSample(
        at: .before(Double(20 - $0)), filesPerSecond: $0 == 7 ? 400 : 80, rssBytes: 0,
        filesDone: $0)
    }
    var state = DashboardState.monitor(
      .running, size: Size(columns: 120, rows: 36), history: 0)
    var news = WatchNews()
    news.absorb(.history(samples))
    _ = state.update(.watched(job: "brave-otter-4821", news), now: afternoon)
    let screen = state.view(.unicode).text
    #expect(screen.contains("peak 400/s"))
    #expect(state.live.job?.history.throughput.last?.value == 80)
    #expect(screen.contains("last 20 s"))
  }

  @Test("a short history takes the whole width, a long one its latest part")
  func spread() {
    #expect(series([1, 2, 3]).spread(over: 5, atMost: 60) == [1, 1.5, 2, 2.5, 3])
    let steady = series([Double?](repeating: 7, count: 20))
    #expect(steady.spread(over: 104, atMost: 3600) == [Double?](repeating: 7, count: 104))
    let rising = series((0..<100).map(Double.init))
    #expect(rising.spread(over: 3, atMost: 3) == [96, 97, 98.5])
    #expect(rising.spread(over: 2, atMost: 3600) == [24.5, 74.5])
    #expect(series([5]).spread(over: 3, atMost: 60) == [nil, nil, 5])
    #expect(TimeSeries().spread(over: 3, atMost: 60) == [])
  }

  @Test("where nothing was measured there is a gap")
  func gaps() {
    #expect(series([1, nil, 3]).spread(over: 3, atMost: 60) == [1, nil, 3])
    var resumed = series([1, 1]).points
    resumed += resumed.map { .init(at: $0.at.addingTimeInterval(9), value: 2) }
    #expect(
      TimeSeries(resumed).spread(over: 10, atMost: 60) == [1, 1]
        + [Double?](repeating: nil, count: 7) + [2])
  }

  @Test("what was not measured is no number, on the monitor and side by side")
  func unmeasured() {
    let samples = [
      JobSample(at: .before(2), filesPerSecond: 3, rssBytes: 0, filesDone: 3),
      JobSample(at: .before(1), filesPerSecond: 3, rssBytes: 0, filesDone: 6),
    ]
    var snapshot = JobSnapshot.over(.completed)
    snapshot.progress.elapsedSeconds = 0.42
    snapshot.recentFailures = []
    var state = DashboardState.monitor(
      snapshot, size: Size(columns: 120, rows: 36), history: 0)
    var news = WatchNews()
    news.absorb(.history(samples))
    _ = state.update(.watched(job: snapshot.name, news), now: afternoon)
    let screen = state.view(.unicode).text
    #expect(screen.contains("completed in 0.4 s"))
    #expect(screen.contains("elapsed 0.4 s"))
    #expect(screen.contains("over before it was measured"))
    #expect(!screen.contains("now ") && !screen.contains("0 B"))

    var comparison = ComparisonControls()
    comparison.names = ["a", "b"]
    comparison.records = [
      "a": JobRecord(snapshot: snapshot, samples: samples),
      "b": JobRecord(snapshot: snapshot, samples: []),
    ]
    let memory = comparison.rows.first { $0.label == "peak memory" }
    #expect(memory?.first == nil && memory?.second == nil && memory?.change == "")
    #expect(comparison.rows.first { $0.label == "best" }?.second == nil)
  }
}
