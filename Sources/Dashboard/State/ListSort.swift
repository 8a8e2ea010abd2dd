/// A list that the operator may sort.
package enum SortableList: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
  case jobs, models, workers
}

/// By which column a list is sorted, and which way.
package struct ListSort: Sendable, Equatable, Codable {
  /// The column's title.
  package var column: String
  package var isAscending: Bool

  package init(_ column: String, isAscending: Bool) {
    self.column = column
    self.isAscending = isAscending
  }
}

extension SortableList {
  /// How it is sorted while nobody asks for anything else.
  package var usual: ListSort {
    switch self {
    case .jobs: SortTables.jobs.usual
    case .models: SortTables.models.usual
    case .workers: SortTables.workers.usual
    }
  }

  /// What it can be sorted by.
  var columns: [any SortableColumn] {
    switch self {
    case .jobs: SortTables.jobs.columns
    case .models: SortTables.models.columns
    case .workers: SortTables.workers.columns
    }
  }

  func column(titled title: String) -> (any SortableColumn)? {
    columns.first { $0.title == title || $0.alias == title }
  }

  fileprivate var path: WritableKeyPath<DashboardState, ListSort> {
    switch self {
    case .jobs: \.jobs.sort
    case .models: \.models.sort
    case .workers: \.workerSort
    }
  }
}

extension DashboardState {
  /// The list under the keys, where it can be sorted and has a row.
  package var sortableList: SortableList? {
    switch screen {
    case .jobs: (facts.jobs ?? []).contains(where: jobs.filter.matches) ? .jobs : nil
    case .models: models.ids.isEmpty ? nil : .models
    case .monitor: monitor.focus == .workers && !workerIDs.isEmpty ? .workers : nil
    case .failures, .logs, .launch, .worker, .artifacts, .comparison: nil
    }
  }

  package subscript(sortOf list: SortableList) -> ListSort {
    get { self[keyPath: list.path] }
    set { self[keyPath: list.path] = newValue }
  }

  /// Those that are not sorted as usual.
  var chosenSorts: [SortableList: ListSort] {
    let chosen = SortableList.allCases.filter { self[sortOf: $0] != $0.usual }
    return Dictionary(uniqueKeysWithValues: chosen.map { ($0, self[sortOf: $0]) })
  }

  /// Sorts a list by a column; by the one that it is sorted by, the other way round.
  mutating func sort(_ list: SortableList, by title: String) {
    guard let column = list.column(titled: title) else { return }
    if self[sortOf: list].column == column.title {
      self[sortOf: list].isAscending.toggle()
    } else {
      self[sortOf: list] = ListSort(column.title, isAscending: column.isAscendingFirst)
    }
  }

  mutating func openSortMenu() {
    guard let list = sortableList else { return }
    let present = list.columns.firstIndex { $0.title == self[sortOf: list].column }
    overlay = .sort(list, selected: present ?? 0)
  }

  mutating func reverseSort() {
    if let list = sortableList { self[sortOf: list].isAscending.toggle() }
  }

  /// Takes the marked column of the menu; the one in force stays as it is.
  mutating func takeSort(_ list: SortableList, _ index: Int) {
    overlay = nil
    guard list.columns.indices.contains(index) else { return }
    let title = list.columns[index].title
    if self[sortOf: list].column != title { sort(list, by: title) }
  }
}
