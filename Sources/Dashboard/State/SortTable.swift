import BatchEndpoints

/// What a menu of columns has to know of one.
protocol SortableColumn: Sendable {
  /// As in the table's header.
  var title: String { get }
  /// The title of another column that shows the same.
  var alias: String? { get }
  /// Whether the least comes first when it is chosen.
  var isAscendingFirst: Bool { get }
}

/// A column that rows can be sorted by.
struct SortColumn<Row: Sendable>: SortableColumn {
  let title: String
  let alias: String?
  let isAscendingFirst: Bool
  private let sort: @Sendable (_ rows: [Row], _ isAscending: Bool) -> [Row]

  /// Rows without a value come last either way, and so does what is not a number; equal ones stay in
  /// the order in which they come.
  init<Value: Comparable & Sendable>(
    _ title: String, also alias: String? = nil, isAscendingFirst: Bool = true,
    by value: @escaping @Sendable (Row) -> Value?
  ) {
    (self.title, self.alias, self.isAscendingFirst) = (title, alias, isAscendingFirst)
    sort = { rows, isAscending in
      // What is not a number is not equal to itself.
      let values = rows.map { row in value(row).flatMap { $0 == $0 ? $0 : nil } }
      return rows.indices.sorted { first, second in
        switch (values[first], values[second]) {
        case (let left?, let right?) where left != right: (left < right) == isAscending
        case (_?, nil): true
        case (nil, _?): false
        default: first < second
        }
      }.map { rows[$0] }
    }
  }

  func sorted(_ rows: [Row], isAscending: Bool) -> [Row] { sort(rows, isAscending) }
}

/// The columns that a list can be sorted by.
struct SortTable<Row: Sendable>: Sendable {
  /// The order in which the rows come.
  let usual: ListSort
  let columns: [SortColumn<Row>]

  func sorted(_ rows: [Row], by sort: ListSort) -> [Row] {
    guard sort != usual, let column = columns.first(where: { $0.title == sort.column }) else {
      return rows
    }
    return column.sorted(rows, isAscending: sort.isAscending)
  }
}

enum SortTables {
  static let jobs = SortTable<JobSummary>(
    usual: ListSort("created", isAscending: false),
    columns: [
      SortColumn("state") { JobStatus.allCases.firstIndex(of: $0.status) },
      SortColumn("name") { $0.name },
      SortColumn("deployment") { $0.deploymentName },
      SortColumn("done", also: "progress", isAscendingFirst: false) {
        $0.filesTotal > 0 ? $0.fraction : nil
      },
      SortColumn("ok", isAscendingFirst: false) { $0.filesSucceeded },
      SortColumn("failed", isAscendingFirst: false) { $0.filesFailed },
      SortColumn("files", isAscendingFirst: false) { $0.filesTotal > 0 ? $0.filesTotal : nil },
      SortColumn("created", isAscendingFirst: false) { $0.createdAt },
      SortColumn("took", isAscendingFirst: false) { $0.elapsedSeconds },
      SortColumn("input") { $0.inputPath },
    ])

  static let models = SortTable<ModelSummary>(
    usual: ListSort("name", isAscending: true),
    columns: [
      SortColumn("name") { $0.name },
      SortColumn("version", isAscendingFirst: false) { natural($0.version) },
      SortColumn("type") { $0.type },
      SortColumn("size", isAscendingFirst: false) { $0.bytes },
      SortColumn("files", isAscendingFirst: false) { $0.fileCount },
      SortColumn("created", isAscendingFirst: false) { $0.createdAt },
      SortColumn("used by", isAscendingFirst: false) { $0.usedBy.count },
    ])

  static let workers = SortTable<JobSnapshot.Worker>(
    usual: ListSort("#", isAscending: true),
    columns: [
      SortColumn("#") { $0.id },
      SortColumn("state") { JobSnapshot.WorkerState.allCases.firstIndex(of: $0.state) },
      SortColumn("in mini-batch", also: "files", isAscendingFirst: false) { worker -> Double? in
        guard let index = worker.fileIndex, let count = worker.fileCount, count > 0 else {
          return nil
        }
        return Double(index) / Double(count)
      },
      SortColumn("mini-batch") { $0.miniBatch },
      SortColumn("files/s", isAscendingFirst: false) { $0.isAtWork ? $0.filesPerSecond : nil },
      SortColumn("RSS", isAscendingFirst: false) { $0.rssBytes },
      SortColumn("CPU", isAscendingFirst: false) { $0.cpuPercent },
      SortColumn("in run()", isAscendingFirst: false) { $0.runningSeconds },
      SortColumn("files done", isAscendingFirst: false) { $0.filesDone },
      SortColumn("current file") { $0.file },
    ])

  /// Sorts numbers in a text by their value: `v9` comes before `v10`.
  private static func natural(_ text: String) -> String {
    text.replacing(/[0-9]+/) {
      String(repeating: "0", count: max(0, 20 - $0.output.count)) + $0.output
    }
  }
}

extension JobSnapshot.Worker {
  /// Whether its rate says something.
  var isAtWork: Bool { state == .running || state == .draining }
}
