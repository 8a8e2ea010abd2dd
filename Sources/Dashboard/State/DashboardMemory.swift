import BatchEndpoints

/// What the dashboard remembers from one time to the next.
///
/// It is a convenience: what cannot be read is forgotten, part by part.
package struct DashboardMemory: Sendable, Equatable {
  /// The theme picked last, by name or file; it comes before the configuration's.
  package var theme: String?
  /// Where the dashboard was left.
  package var place: Place?
  /// Names of the commands that the palette was used for, the newest first.
  package var commands: [String] = []
  /// How lists are sorted, where that is not as usual.
  package var sorts: [SortableList: ListSort] = [:]

  /// Nothing is remembered.
  package init() {}
}

/// A screen, and the job it shows.
package struct Place: Sendable, Equatable, Codable {
  package var screen: Screen
  package var job: String?

  package init(screen: Screen, job: String? = nil) {
    self.screen = screen
    self.job = job
  }
}

extension Screen: Codable {}

extension DashboardMemory: Codable {
  private enum CodingKeys: CodingKey {
    case theme, place, commands, sorts
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ type: Value.Type) -> Value? {
      try? container.decodeIfPresent(type, forKey: key)
    }
    theme = read(.theme, String.self)
    place = read(.place, Place.self)
    commands = read(.commands, [String].self) ?? []
    sorts = read(.sorts, [SortableList: ListSort].self) ?? [:]
  }
}

extension DashboardState {
  /// What is to be known the next time.
  package var memory: DashboardMemory {
    var memory = DashboardMemory()
    memory.theme = themes.picked?.name
    // A worker, a model's files and a comparison are found again from the screen they belong to.
    memory.place = Place(screen: screen.tab, job: live.job?.name)
    memory.commands = usedCommands
    memory.sorts = chosenSorts
    return memory
  }

  /// Takes up what was remembered; the theme is the caller's to read.
  package mutating func recall(_ memory: DashboardMemory) {
    usedCommands = memory.commands
    for (list, sort) in memory.sorts where list.column(titled: sort.column)?.title == sort.column {
      self[sortOf: list] = sort
    }
    if opensActiveJob { lastPlace = memory.place }
  }

  /// Goes to where the dashboard was left, as far as that is still there.
  mutating func returnToLastPlace() {
    guard let place = lastPlace else { return }
    lastPlace = nil
    if place.screen.needsJob {
      guard let job = place.job, live.jobs?.contains(where: { $0.name == job }) == true else {
        return
      }
      watch(job)
    }
    show(place.screen)
  }
}
