import BatchEndpoints
import TerminalUI

/// What a window shows that is too small for any screen: how big it is, how big it must be, and
/// how the job does.
enum TooSmallView {
  static func draw(_ state: DashboardState, on surface: inout Surface) {
    let size = state.size
    let needed = MonitorLayout.smallest
    var lines = [
      "window is \(size.columns)x\(size.rows)",
      "this needs \(needed.columns)x\(needed.rows)",
    ]
    if let key = state.keys.first(for: .quit) { lines.append("\(key) quit") }
    if let job = job(state) { lines.insert(contentsOf: job, at: 2) }
    let box = Rect(size).centered(width: size.columns, height: lines.count)
    for (row, line) in lines.prefix(box.height).enumerated() {
      let place = box.centered(width: TextWidth.of(line), height: 1)
      surface.write(line, x: place.x, y: box.y + row, width: place.width)
    }
  }

  private static func job(_ state: DashboardState) -> [String]? {
    if let job = state.facts.job, let snapshot = job.snapshot {
      let failed = snapshot.progress.filesFailed
      return [job.name, "\(Format.percent(snapshot.progress.fraction))  \(failed) failed"]
    }
    guard let job = state.facts.newestActive else { return nil }
    return [job.name, "\(Format.percent(job.fraction))  \(job.filesFailed) failed"]
  }
}
