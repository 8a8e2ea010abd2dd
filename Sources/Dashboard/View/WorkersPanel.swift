import BatchEndpoints
import TerminalUI

/// One row for each worker slot: what its process does, how fast, with how much memory.
struct WorkersPanel {
  /// Seconds that the little history graphs look back, and columns they take.
  static let historySeconds = 108
  static let historyColumns = 18

  let snapshot: JobSnapshot
  /// Its workers, as they are sorted.
  let workers: [JobSnapshot.Worker]
  let sort: ListSort
  let history: SampleHistory
  let cursor: ListCursor<Int>
  let isFocused: Bool
  let isWide: Bool
  let context: ViewContext

  func draw(on surface: inout Surface, in inner: Rect) {
    guard !workers.isEmpty else {
      let text = snapshot.status.isOver ? "no worker is left" : "no worker has started yet"
      surface.write(text, x: inner.x + 2, y: inner.y, width: inner.width - 2, style: .role(.muted))
      return
    }
    let curves = self.curves
    let highest = curves.joined().filter(\.isFinite).max()
    let columns = Self.columns(snapshot, isWide: isWide)
    let table = TableView(
      columns: columns, rowCount: workers.count,
      selection: isFocused ? cursor.index(in: workers.map(\.id)) : nil, offset: cursor.offset,
      sort: sort.mark(in: columns), isFocused: isFocused)
    table.draw(on: &surface, in: inner, glyphs: context.glyphs) { index in
      let curve = index < curves.count ? curves[index] : []
      return TableView.Row(cells(of: workers[index], curve: curve, highest: highest))
    }
  }

  static func columns(_ snapshot: JobSnapshot, isWide: Bool) -> [TableView.Column] {
    // Larger ones may be in work still.
    let largest = snapshot.workers.compactMap(\.fileCount).max() ?? 0
    let size = Format.grouped(max(snapshot.settings.miniBatchSize, largest))
    return [
      // With room for the mark of a sorted column.
      .init("#", alignment: .right, minimum: max(2, "\(snapshot.workers.last?.id ?? 0)".count)),
      .init("state", minimum: 14),
      .init("in mini-batch", minimum: 10, ideal: isWide ? 20 : 13),
      .init("files", alignment: .right, minimum: max(5, 2 * size.count + 4)),
      .init("mini-batch", alignment: .right, minimum: 10, dropPriority: 9),
      .init("files/s", alignment: .right, minimum: 7, dropPriority: 1),
      .init("RSS", alignment: .right, minimum: 8, dropPriority: 3),
    ]
      + (isWide
        ? [
          .init("CPU", alignment: .right, minimum: 6, dropPriority: 11),
          .init("in run()", alignment: .right, minimum: 8, dropPriority: 12),
          .init("files done", alignment: .right, minimum: 10, dropPriority: 13),
        ] : [])
      + [
        .init("history", minimum: 10, ideal: historyColumns, dropPriority: 8),
        .init(
          "current file", minimum: 14, ideal: .max, dropPriority: 10, truncation: .middle),
      ]
  }

  private func cells(
    of worker: JobSnapshot.Worker, curve: [Double], highest: Double?
  ) -> [TableView.Cell] {
    let look = StatusLook(worker, of: snapshot, context)
    return [
      .text("\(worker.id)"),
      .text(look.text, style: .role(look.role)),
      progress(of: worker),
      text(fileCount(of: worker)),
      text(worker.miniBatch.map(Format.grouped)),
      text(worker.isAtWork ? Format.decimal(worker.filesPerSecond) : nil),
      text(worker.rssBytes.map(Format.bytes)),
    ]
      + (isWide
        ? [
          text(worker.cpuPercent.map { Format.whole($0) + " %" }),
          text(worker.runningSeconds.map(Format.shortDuration)),
          .text(Format.grouped(worker.filesDone)),
        ] : [])
      + [
        .sparkline(Sparkline(values: curve, maximum: highest)),
        text(worker.file),
      ]
  }

  private func progress(of worker: JobSnapshot.Worker) -> TableView.Cell {
    if let index = worker.fileIndex, let count = worker.fileCount, count > 0 {
      let role: Role = worker.state == .draining ? .warning : .progress
      // The file in work is not done.
      return .progress(
        ProgressBar(fraction: Double(max(0, index - 1)) / Double(count), style: .role(role)))
    }
    let remark =
      switch worker.state {
      case .starting: "begins"
      case .initializing: "in init()"
      case .backingOff: "waits"
      case .stopped where snapshot.awaitsModel(worker): "for the model"
      case .idle, .running, .draining, .stopped: none
      }
    return .text(remark, style: .role(.muted))
  }

  private func fileCount(of worker: JobSnapshot.Worker) -> String? {
    guard let index = worker.fileIndex, let count = worker.fileCount else { return nil }
    return "\(Format.grouped(index)) of \(Format.grouped(count))"
  }

  private func text(_ value: String?) -> TableView.Cell {
    value.map { .text($0) } ?? .text(none, style: .role(.muted))
  }

  private var none: String { String(context.glyphs.none) }

  /// Files per second of each slot, oldest first.
  private var curves: [[Double]] {
    guard let end = history.last?.at else { return [] }
    return workers.map { worker in
      // The oldest bucket begins up to a bucket's length before the window.
      history.rates(ofWorker: worker.id, latest: Self.historySeconds + 12)
        .buckets(Self.historyColumns, seconds: Self.historySeconds, until: end)
        .map { $0 ?? .nan }
    }
  }
}
