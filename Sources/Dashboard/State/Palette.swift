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
    let all = allEntries
    if palette.field.text.allSatisfy(\.isWhitespace) { return recentFirst(all) }
    let wanted = PaletteMatch(palette.field.text)
    return all.enumerated().compactMap { index, entry in
      wanted.rank(in: entry.title).map { (entry, $0, index) }
    }.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
  }

  private var allEntries: [PaletteEntry] {
    var underneath = self
    underneath.overlay = nil
    var labels: Set<String> = []
    let actions = KeyMap.bindings(in: underneath).compactMap { binding -> PaletteEntry? in
      // At the top two keys leave: one line is enough.
      guard let first = binding.keys.first, first.action.isCommand,
        labels.insert(binding.label).inserted
      else { return nil }
      return PaletteEntry(
        title: "\(binding.label): \(binding.description)", key: binding.hint, action: first.action)
    }
    let jobs = (live.jobs ?? []).map {
      PaletteEntry(
        title: "watch \($0.name) (\($0.deploymentName), \($0.status.rawValue))", key: "",
        action: .watch($0.name))
    }
    return actions + underneath.keylessEntries(beside: actions) + jobs
  }

  /// What is worth no key, or has one on other screens only.
  private func keylessEntries(beside entries: [PaletteEntry]) -> [PaletteEntry] {
    var keyless: [PaletteEntry] = []
    if canResume, !entries.contains(where: { $0.action == .askToResume }) {
      keyless.append(
        PaletteEntry(
          title: "resume: go on with the job (asks)", key: "", action: .askToResume))
    }
    keyless += [
      PaletteEntry(
        title: "config: change config.yaml in your editor", key: "", action: .editConfiguration),
      PaletteEntry(title: "reload: read config.yaml again", key: "", action: .readConfiguration),
    ]
    return isReadOnly ? keyless.filter { !$0.action.changes } : keyless
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
