import TerminalUI

// The keys of the models and artifacts screens.

extension KeyMap {
  static func modelsKeys(in state: DashboardState) -> [KeyBinding] {
    guard state.models.selected != nil else { return [] }
    return [
      KeyBinding(
        [(key(.enter), .open), (key("a"), .open)], label: "files",
        description: "browse the model's files", rank: 90),
      KeyBinding(
        [(key("L"), .launchModel)], label: "launch", description: "start a job with it",
        rank: 80),
    ] + copyKeys
  }

  static func artifactsKeys(in state: DashboardState) -> [KeyBinding] {
    let controls = state.artifacts
    var bindings: [KeyBinding] = []
    if controls.focus == .tree, let row = controls.selected {
      bindings.append(
        KeyBinding(
          [(key(.enter), .open), (key("l"), .open), (key(.right), .open)],
          label: row.entry.isFolder ? "open, close" : "preview",
          description: "into the folder or the file", rank: 90))
      bindings.append(
        KeyBinding(
          [(key("h"), .closeFolder), (key(.left), .closeFolder)], label: "up",
          description: "close the folder, go up", rank: 80))
    }
    bindings.append(
      KeyBinding(
        [(key(.tab), .nextPanel), (key(.backTab), .previousPanel)],
        label: controls.focus == .tree ? "preview" : "files", description: "files or preview",
        rank: 75))
    return bindings + (controls.selected == nil ? [] : copyKeys)
  }
}
