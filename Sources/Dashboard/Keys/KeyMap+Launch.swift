import TerminalUI

// The keys of the launch form; all others are text.

extension KeyMap {
  static func launchKeys(in state: DashboardState) -> [KeyBinding] {
    let isOnStart = state.launch.focus == nil
    var bindings = [
      KeyBinding(
        [(key(.enter), isOnStart ? .start : .nextPanel)], label: isOnStart ? "start" : "next",
        description: isOnStart ? "start the job" : "next field", rank: 90),
      KeyBinding(
        [(key(.function(5)), .start)], label: "start", description: "start the job", rank: 95),
      KeyBinding(
        [(key(.function(6)), .dryRun)], label: "dry run",
        description: "score a handful of files, keep nothing", rank: 86),
      KeyBinding(
        [(key(.function(4)), .openWith(.editor))], label: "edit",
        description: "change the deployment's manifest", rank: 70),
      KeyBinding(
        [
          (key(.tab), state.launch.tabMeaning == .leaves ? .nextPanel : .complete),
          (key(.backTab), .previousPanel), (key(.down), .nextPanel),
          (key(.up), .previousPanel),
        ], label: state.launch.completion == nil ? "field" : "complete",
        description: "complete a path, else next, previous field", rank: 85),
      KeyBinding(
        [(key(.escape), .back)],
        label: state.backMeaning?.label ?? "leave", description: "leave; what is written stays",
        rank: 88),
      KeyBinding(
        [(key(.function(1)), .help)], label: "help", description: "all keys here",
        section: .everywhere, rank: 60),
    ]
    if state.launch.starting != nil || state.launch.trial != nil { bindings.removeFirst(3) }
    if state.file(for: .editor) == nil {
      bindings.removeAll { $0.keys.contains { $0.action == .openWith(.editor) } }
    }
    return bindings
  }
}
