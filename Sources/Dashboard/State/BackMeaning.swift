/// What Esc does on a screen without overlay: the nearest of these that applies.
package enum BackMeaning: Sendable, Equatable {
  case dismissNotice, clearFilter, leaveZoom, goToJobs

  package var label: String {
    switch self {
    case .dismissNotice: "dismiss"
    case .clearFilter: "all jobs"
    case .leaveZoom: "unzoom"
    case .goToJobs: "jobs"
    }
  }
}

extension DashboardState {
  package var backMeaning: BackMeaning? {
    // A notice that leaves by itself is no reason to hold Esc up.
    if let notice, notice.expiresAt == nil { return .dismissNotice }
    switch screen {
    case .jobs: return jobs.filter.text.isEmpty ? nil : .clearFilter
    case .monitor: return monitor.isZoomed ? .leaveZoom : .goToJobs
    }
  }
}
