import BatchEndpoints
package import TerminalUI

/// The one table of keys: update, footer and help all read it.
package enum KeyMap {
  /// The keys that `state` accepts. A key that is not here does nothing.
  package static func bindings(in state: DashboardState) -> [KeyBinding] {
    let bindings = allBindings(in: state)
    return state.isReadOnly ? bindings.filter { !$0.changes } : bindings
  }

  /// Whether a read-only dashboard leaves a key without what it does elsewhere.
  static func isRefused(_ press: KeyPress, in state: DashboardState) -> Bool {
    state.isReadOnly
      && allBindings(in: state).contains { binding in
        binding.keys.contains { $0.press == press && $0.action.changes }
      }
  }

  private static func allBindings(in state: DashboardState) -> [KeyBinding] {
    let place: OperatorKeys.Place =
      state.field != nil || state.screen == .launch && state.overlay == nil
      ? .text : state.overlay == nil ? .screen : .overlay
    return state.keys.applied(to: usualBindings(in: state), in: place)
  }

  private static func usualBindings(in state: DashboardState) -> [KeyBinding] {
    switch state.overlay {
    case .help: return helpKeys + always
    case .failure, .jobError: return cardKeys(in: state) + always
    case .confirmCancel: return dialogKeys + always
    case .prompt(let prompt): return promptKeys(prompt) + always
    case .confirm(let confirmation): return confirmKeys(confirmation) + always
    case .palette: return paletteKeys + always
    case .themes: return themeKeys + always
    case .leave: return leaveKeys(in: state) + always
    case .registration: return registrationKeys(in: state) + always
    case .model: return modelCardKeys(in: state) + always
    case .copy(let choices, _): return copyMenuKeys(choices) + always
    case .sort: return sortMenuKeys + always
    case nil: break
    }
    if state.isFiltering { return (state.writesSearch ? searchKeys : filterKeys) + always }
    if state.screen == .launch { return launchKeys(in: state) + always }
    return screenKeys(of: state) + everywhere(in: state) + always
  }

  package static func action(for press: KeyPress, in state: DashboardState) -> Action? {
    for binding in bindings(in: state) {
      if let match = binding.keys.first(where: { $0.press == press }) { return match.action }
    }
    return nil
  }

  // MARK: - Screens

  private static func screenKeys(of state: DashboardState) -> [KeyBinding] {
    switch state.screen {
    case .jobs: jobsKeys(in: state)
    case .monitor: monitorKeys(in: state)
    case .failures: failuresKeys(in: state)
    case .worker: workerKeys(in: state)
    case .logs: logsKeys(in: state)
    case .models: modelsKeys(in: state)
    case .launch: launchKeys(in: state)
    case .comparison: []
    case .artifacts: artifactsKeys(in: state)
    }
  }

  private static func jobsKeys(in state: DashboardState) -> [KeyBinding] {
    var bindings: [KeyBinding] = []
    if state.selectedJob != nil {
      bindings.append(
        KeyBinding(
          [(key(.enter), .open)], label: "open", description: "watch the selected job", rank: 90))
    }
    bindings += cancelKeys(in: state)
    if let selected = state.selectedJob, (state.facts.jobs ?? []).count > 1 {
      let isMarked = state.jobs.marked.contains(selected.name)
      bindings.append(
        KeyBinding(
          [(key(" "), .markJob)], label: isMarked ? "unmark" : "mark",
          description: "mark to compare", rank: 55))
    }
    if state.jobs.marked.count == 2 {
      bindings.append(
        KeyBinding(
          [(key("d"), .compareJobs)], label: "compare", description: "compare the marked jobs",
          rank: 89))
    }
    if !(state.facts.jobs ?? []).isEmpty {
      bindings.append(
        KeyBinding(
          [(key("/"), .editFilter)], label: "filter",
          description: "words to find, !word not", rank: 70))
    }
    if state.selectedJob != nil { bindings += lowCopyKeys }
    return bindings + sortKeys(in: state)
  }

  private static func monitorKeys(in state: DashboardState) -> [KeyBinding] {
    var bindings: [KeyBinding] = []
    if state.monitor.focus == .failures, state.selectedFailure != nil {
      bindings.append(
        KeyBinding(
          [(key(.enter), .open)], label: "details", description: "open the failed file",
          rank: 90))
    } else if state.monitor.focus == .workers, !state.workerIDs.isEmpty,
      state.live.job?.snapshot?.error == nil
    {
      bindings.append(
        KeyBinding(
          [(key(.enter), .open)], label: "worker", description: "open the selected worker",
          rank: 83))
    } else if state.live.job?.snapshot?.error != nil {
      bindings.append(
        KeyBinding(
          [(key(.enter), .open)], label: "error", description: "why the job failed",
          rank: 90))
    }
    bindings += tuningKeys(in: state) + cancelKeys(in: state)
    if state.file(for: .editor) != nil {
      bindings.append(
        KeyBinding(
          [(key("e"), .openWith(.editor))], label: "edit",
          description: "change the deployment's manifest", rank: 43))
    }
    bindings.append(
      KeyBinding(
        [(key(.tab), .nextPanel), (key(.backTab), .previousPanel)], label: "panel",
        description: "next, previous panel", rank: 75))
    if MonitorLayout.rung(of: state.size).canZoom {
      bindings.append(
        KeyBinding(
          [(key("z"), .zoom)], label: state.monitor.isZoomed ? "unzoom" : "zoom",
          description: "enlarge panel, and back", rank: 50))
    }
    return bindings + lowCopyKeys + sortKeys(in: state)
  }

  /// What stops a job, or has it go on.
  private static func cancelKeys(in state: DashboardState) -> [KeyBinding] {
    if state.canResume {
      return [
        KeyBinding(
          [(key("r"), .askToResume)], label: "resume",
          description: "go on with the job (asks)", rank: 85)
      ]
    }
    guard state.canCancel else { return [] }
    return [
      KeyBinding(
        [(key("x"), .askToCancel)], label: "cancel", description: "cancel the job (asks)",
        rank: 85)
    ]
  }

  private static func everywhere(in state: DashboardState) -> [KeyBinding] {
    var bindings: [KeyBinding] = []
    if let meaning = state.backMeaning {
      bindings.append(
        KeyBinding(
          [(key(.escape), .back)], label: meaning.label,
          description: "dismiss, clear, go up", section: .everywhere, rank: 82))
    }
    for screen in state.screensToGoTo {
      guard let digit = screen.key else { continue }
      bindings.append(
        KeyBinding(
          [(key(digit), .show(screen))], label: screen.title.lowercased(),
          description: state.about(screen), section: .everywhere, rank: screen.rank))
    }
    bindings += moving(rank: 60)
    bindings += [
      KeyBinding(
        [(key(":"), .palette), (control("p"), .palette)], label: "commands",
        description: "find a command or a job", section: .everywhere, rank: 49),
      KeyBinding(
        [(key("Z"), .freeze)], label: state.frozen == nil ? "freeze" : "unfreeze",
        description: "freeze the display", section: .everywhere,
        rank: state.frozen == nil ? 48 : 88),
      KeyBinding(
        [(key("?"), .help), (key(.function(1)), .help)], label: "help",
        description: "all keys here",
        section: .everywhere, rank: 100),
      KeyBinding(
        [(control("t"), .pickTheme)], label: "themes", description: "choose the colours",
        section: .everywhere, rank: 4),
      KeyBinding(
        [(key("q"), .leave)], label: state.screen.parent == nil ? "quit" : "back",
        description: state.screen.parent == nil ? "leave; jobs go on" : "one level up",
        section: .everywhere, rank: 99),
    ]
    return bindings
  }

  /// Accepted in every state.
  private static let always = [
    KeyBinding(
      [(control("l"), .redraw)], label: "redraw", description: "draw the screen anew",
      section: .everywhere, rank: 3),
    KeyBinding(
      [(control("z"), .suspend)], label: "suspend", description: "to the shell, until fg",
      section: .everywhere, rank: 2),
    KeyBinding(
      [(control("c"), .quit)], label: "quit", description: "leave at once; jobs go on",
      section: .everywhere, rank: 1),
  ]

  static func moving(rank: Int, label: String = "move") -> [KeyBinding] {
    [
      KeyBinding(
        [
          (key("j"), .move(1)), (key("k"), .move(-1)), (key(.down), .move(1)),
          (key(.up), .move(-1)),
        ], hint: "j k", label: label, description: "\(label) down, up", section: .everywhere,
        rank: rank),
      KeyBinding(
        [(key("g"), .first), (key("G"), .last), (key(.home), .first), (key(.end), .last)],
        hint: "g G", label: "first last", description: "first, last", section: .everywhere,
        rank: 20),
      KeyBinding(
        [
          (control("d"), .page(halves: 1)), (control("u"), .page(halves: -1)),
        ], hint: "Ctrl-D Ctrl-U", label: "half page", description: "half a page down, up",
        section: .everywhere, rank: 10),
      KeyBinding(
        [(key(.pageDown), .page(halves: 2)), (key(.pageUp), .page(halves: -2))],
        hint: "PgDn PgUp", label: "page", description: "a page down, up", section: .everywhere,
        rank: 9),
    ]
  }

  static func key(_ character: Character) -> KeyPress { KeyPress(.character(character)) }
  static func key(_ key: Key) -> KeyPress { KeyPress(key) }
  static func control(_ character: Character) -> KeyPress {
    KeyPress(.character(character), control: true)
  }
}
