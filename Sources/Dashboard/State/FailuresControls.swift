package import BatchEndpoints
package import TerminalUI

/// The failures screen: what of the watched job's failed files is shown.
package struct FailuresControls: Sendable, Equatable {
  package enum Pane: ScreenPane {
    case files, classes

    package var title: String {
      switch self {
      case .files: "failed files"
      case .classes: "classes"
      }
    }
  }

  package var focus = Pane.files
  /// Nil until they are known.
  package var classes: [FailureClass]?
  /// The first row, `nil`, stands for all classes.
  package var classCursor = ListCursor<String?>()
  package var filter = TextField()
  package var isFiltering = false
  package var list = PagedList<FailedFile>()
  /// How much has been searched for the filter, 0…1; nil when all has.
  package var searched: Double?
  /// Paths of the files that are marked.
  package var marked: Set<String> = []
  /// Why they could not be read.
  package var problem: String?

  package init() {}

  package var classIDs: [String?] { [nil] + (classes ?? []).map { $0.name } }

  /// The class that is looked at; nil for all.
  package var errorClass: String? {
    classCursor.index(in: classIDs).flatMap { classIDs[$0] }
  }

  /// Those that match, as far as that is known.
  var fileCount: Int? {
    if let total = list.total { return total }
    guard filter.isEmpty, let classes else { return nil }
    return classes.filter { errorClass == nil || errorClass == $0.name }.reduce(0) { $0 + $1.count }
  }

  /// Another class or another text makes another list.
  mutating func startOver() {
    list = PagedList()
    searched = nil
    problem = nil
  }
}

extension DashboardState {
  /// The failed files in sight, as a question.
  package var failureQuery: FailureQuery? {
    guard screen == .failures, let job = live.job?.name else { return nil }
    return FailureQuery(
      job: job, offset: failures.list.wantedStart, limit: PagedList<FailedFile>.pageLength,
      errorClass: failures.errorClass, text: failures.filter.text)
  }

  mutating func take(_ page: FailurePage, for query: FailureQuery) {
    // An answer to what was asked before is none.
    guard query == failureQuery else { return }
    // What a search still finds failed earlier, and comes at the end.
    failures.list.take(
      page.files, from: query.offset, total: page.total,
      growsAtHead: failures.searched == nil)
    failures.searched = page.searched
    failures.problem = nil
  }
}
