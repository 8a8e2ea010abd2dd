import BatchEndpoints
import Foundation
import TerminalUI

// The palette, and comparing two jobs.

extension DashboardState {
  mutating func moveEntry(by delta: Int) {
    if case .themes = overlay { return moveTheme(by: delta) }
    guard case .palette(var palette) = overlay else { return }
    palette.cursor.move(by: delta, in: paletteEntries.map(\.title))
    overlay = .palette(palette)
  }

  mutating func takeEntry(now: Date) -> [Effect] {
    if case .themes = overlay { return keepTheme() }
    guard case .palette(let palette) = overlay else { return [] }
    let entries = paletteEntries
    guard let index = palette.cursor.index(in: entries.map(\.title)) else { return [] }
    overlay = nil
    noteUse(of: entries[index])
    return perform(entries[index].action, now: now)
  }

  /// Marks the selected job, or takes its mark away; of three marks the oldest goes.
  mutating func markJob() {
    guard let name = selectedJob?.name else { return }
    if let index = jobs.marked.firstIndex(of: name) {
      jobs.marked.remove(at: index)
    } else {
      jobs.marked = Array((jobs.marked + [name]).suffix(2))
    }
    moveSelection(by: 1)
  }

  mutating func compareJobs() {
    guard jobs.marked.count == 2 else { return }
    let created = Dictionary(
      (live.jobs ?? []).map { ($0.name, $0.createdAt) }, uniquingKeysWith: { first, _ in first })
    comparison = ComparisonControls()
    comparison.names = jobs.marked.sorted {
      (created[$0] ?? .distantPast, $0) < (created[$1] ?? .distantPast, $1)
    }
    screen = .comparison
  }

  mutating func moveComparison(by delta: Int) {
    let most = max(0, comparison.rows.count - ComparisonView.rows(size).height)
    comparison.scroll = min(max(0, comparison.scroll + min(delta, most + 1)), most)
  }
}
