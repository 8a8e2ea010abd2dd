extension Panel: ScreenPane {
  package var title: String {
    switch self {
    case .workers: "workers"
    case .failures: "failed files"
    case .events: "events"
    case .throughput: "throughput"
    case .memory: "memory"
    }
  }
}
