import BatchEndpoints
package import TerminalUI

/// The command palette: everything that can be done here, found by a few letters of it.
package struct Palette: Sendable, Equatable {
  package var field = TextField(placeholder: "a few letters of what to do, or of a job")
  /// By title, so that what comes or goes meanwhile does not change what Enter does.
  package var cursor = ListCursor<String>()

  package init() {}
}

package struct PaletteEntry: Sendable, Equatable {
  package var title: String
  /// The key that does the same; empty when there is none.
  package var key: String
  package var action: Action

  /// As the configuration has it; titles change with what they would do.
  fileprivate var name: String? { NamedAction.of(action)?.name }
}

extension DashboardState {
  /// What the palette offers for what is written, the best match first.
  package var paletteEntries: [PaletteEntry] {
    guard case .palette(let palette) = overlay else { return [] }
    let wanted = Array(palette.field.text.lowercased().filter { !$0.isWhitespace })
    let all = allEntries
    if wanted.isEmpty { return recentFirst(all) }
    return all.enumerated().compactMap { index, entry in
      Self.score(wanted, in: entry.title.lowercased()).map { (entry, $0, index) }
    }.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
  }

  private var allEntries: [PaletteEntry] {
    var underneath = self
    underneath.overlay = nil
    let actions = KeyMap.bindings(in: underneath).compactMap { binding -> PaletteEntry? in
      guard let first = binding.keys.first, first.action.isCommand else { return nil }
      return PaletteEntry(
        title: "\(binding.label): \(binding.description)", key: binding.hint, action: first.action)
    }
    let jobs = (live.jobs ?? []).map {
      PaletteEntry(
        title: "watch \($0.name) (\($0.deploymentName), \($0.status.rawValue))", key: "",
        action: .watch($0.name))
    }
    return actions + jobs
  }

  private func recentFirst(_ entries: [PaletteEntry]) -> [PaletteEntry] {
    let ranks = entries.map { entry in entry.name.flatMap { usedCommands.firstIndex(of: $0) } }
    return entries.indices.sorted {
      (ranks[$0] ?? .max, $0) < (ranks[$1] ?? .max, $1)
    }.map { entries[$0] }
  }

  /// How many commands are remembered.
  private static let mostUsedCommands = 20

  /// A command without a name is not remembered; a job is found by what it is called.
  mutating func noteUse(of entry: PaletteEntry) {
    guard let name = entry.name else { return }
    usedCommands.removeAll { $0 == name }
    usedCommands = Array(([name] + usedCommands).prefix(Self.mostUsedCommands))
  }

  /// How far apart the letters stand, less when they begin a word; nil when they are not all there
  /// in their order.
  private static func score(_ wanted: [Character], in title: String) -> Int? {
    var score = 0
    var place = 0
    var last: Character = " "
    var gap = 0
    for character in title {
      guard place < wanted.count else { break }
      if character == wanted[place] {
        score += place == 0 ? 0 : gap
        if last != " " && gap > 0 { score += 3 }
        place += 1
        gap = 0
      } else {
        gap += 1
      }
      last = character
    }
    return place == wanted.count ? score : nil
  }
}

extension Action {
  /// Whether it is worth a line in the palette: moving about is not.
  fileprivate var isCommand: Bool {
    switch self {
    case .move, .page, .first, .last, .back, .moveChoice, .confirmChoice, .choose, .answer,
      .takeCopy, .takePrompt, .keepFilter, .clearFilter, .palette, .shift, .takeEntry,
      .moveEntry, .toggleChoice, .register, .stopModelOrder:
      false
    default: true
    }
  }
}
