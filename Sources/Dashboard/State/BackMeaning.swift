import TerminalUI

/// What Esc does on a screen without overlay: the nearest of these that applies.
package enum BackMeaning: Sendable, Equatable {
  case dismissNotice, clearFilter, leaveZoom, stopSearch, clearSearch, stopCounting, stopTrial
  case goTo(Screen)

  package var label: String {
    switch self {
    case .dismissNotice: "dismiss"
    case .clearFilter: "show all"
    case .leaveZoom: "unzoom"
    case .stopSearch: "stop searching"
    case .clearSearch: "end search"
    case .stopCounting: "stop counting"
    case .stopTrial: "stop dry run"
    case .goTo(let screen): screen.title.lowercased()
    }
  }
}

extension DashboardState {
  package var backMeaning: BackMeaning? {
    // A notice that leaves by itself is no reason to hold Esc up.
    if let notice, notice.expiresAt == nil { return .dismissNotice }
    switch screen {
    case .jobs: return jobs.filter.text.isEmpty ? nil : .clearFilter
    case .monitor: return monitor.isZoomed ? .leaveZoom : .goTo(.jobs)
    case .failures: return failures.filter.isEmpty ? .goTo(.monitor) : .clearFilter
    case .worker: return .goTo(.monitor)
    case .launch:
      if launch.trial != nil { return .stopTrial }
      return launch.inputToCount == nil ? .goTo(.jobs) : .stopCounting
    case .models, .comparison: return .goTo(.jobs)
    case .artifacts:
      if artifacts.focus == .preview, !artifacts.preview.search.isEmpty { return .clearSearch }
      return artifacts.filter.isEmpty ? .goTo(.models) : .clearFilter
    case .logs:
      if logs.pending != nil { return .stopSearch }
      return logs.search.isEmpty ? .goTo(.monitor) : .clearSearch
    }
  }
}
