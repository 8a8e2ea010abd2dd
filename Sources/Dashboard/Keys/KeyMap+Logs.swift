import TerminalUI

// The keys of the logs screen.

extension KeyMap {
  static func logsKeys(in state: DashboardState) -> [KeyBinding] {
    let logs = state.logs
    let panes = KeyBinding(
      [(key(.tab), .nextPanel), (key(.backTab), .previousPanel)],
      label: logs.focus == .files ? "text" : "files", description: "the list or the text",
      rank: 81)
    if logs.focus == .files {
      let open = KeyBinding(
        [(key(.enter), .open)], label: "read", description: "read the selected log", rank: 90)
      return ((logs.files ?? []).isEmpty ? [] : [open]) + [panes]
    }
    guard logs.name != nil else { return [panes] }
    var bindings = [
      panes,
      KeyBinding(
        [(key("/"), .editFilter)], label: "search", description: "find a text in the whole file",
        rank: 80),
      KeyBinding(
        [(key("F"), .toggleFollow)], label: logs.isFollowing ? "stay" : "follow",
        description: "show what is written", rank: 79),
      KeyBinding(
        [(key("w"), .toggleWrap)], label: logs.isWrapped ? "cut" : "wrap",
        description: "wrap long lines, or cut them", rank: 77),
      KeyBinding(
        [(key("v"), .nextLevel)], label: "level", description: "all, warnings, only errors",
        rank: 76),
      KeyBinding(
        [(key("m"), .mark)], label: "mark", description: "a line with the time at the end",
        rank: 74),
    ]
    if !logs.search.isEmpty || logs.leastLevel > .plain {
      bindings.append(
        KeyBinding(
          [(key("n"), .findNext), (key("N"), .findPrevious)], hint: "n N", label: "next match",
          description: "next, previous match", rank: 83))
    }
    if !logs.isWrapped {
      bindings.append(
        KeyBinding(
          [
            (key("l"), .shift(8)), (key("h"), .shift(-8)), (key(.right), .shift(8)),
            (key(.left), .shift(-8)),
          ], hint: "h l", label: "sideways", description: "scroll right, left", rank: 50))
    }
    return bindings + copyKeys
  }
}
