import TerminalUI

// The keys of the models screen, of a model's card and of the form for a new one, and of the
// artifacts screen.

extension KeyMap {
  static func modelsKeys(in state: DashboardState) -> [KeyBinding] {
    let isIdle = state.models.underWay == nil
    var bindings: [KeyBinding] = []
    if let model = state.models.selected {
      bindings += [
        KeyBinding(
          [(key(.enter), .openFiles), (key("a"), .openFiles)], label: "files",
          description: "browse the model's files", rank: 90),
        KeyBinding(
          [(key("i"), .modelCard)], label: "card", description: "all about the model", rank: 79),
      ]
      bindings += modelKeys(model, isIdle: isIdle) + copyKeys
    }
    bindings.append(
      KeyBinding(
        [(key("n"), .registerModel)], label: "register", description: "register a model",
        rank: 85))
    if !isIdle {
      bindings.append(
        KeyBinding(
          [(key("X"), .stopModelOrder)], label: "stop", description: "give up what is under way",
          rank: 84))
    }
    if state.models.archivedCount > 0 {
      bindings.append(
        KeyBinding(
          [(key("."), .toggleArchived)],
          label: state.models.showsArchived ? "hide archived" : "archived",
          description: "show or hide archived ones", rank: 50))
    }
    return bindings + sortKeys(in: state)
  }

  /// What can be done with a model.
  private static func modelKeys(_ model: ModelSummary, isIdle: Bool) -> [KeyBinding] {
    let launch = KeyBinding(
      [(key("L"), .launchModel)], label: "launch", description: "start a job with it", rank: 80)
    guard isIdle else { return [launch] }
    return [
      launch,
      KeyBinding(
        [(key("A"), .archiveModel)], label: model.isArchived ? "restore" : "archive",
        description: "out of the list, and back", rank: 71),
      KeyBinding(
        [(key("x"), .deleteModel)], label: "delete",
        description: "delete the model (asks for its name)", rank: 70),
    ]
  }

  static func modelCardKeys(in state: DashboardState) -> [KeyBinding] {
    var bindings = [
      KeyBinding(
        [(key(.escape), .back), (key(.enter), .back), (key("q"), .back)], label: "close",
        description: "close the card", rank: 100),
      KeyBinding(
        [(key("a"), .openFiles)], label: "files", description: "browse the model's files",
        rank: 90),
    ]
    if let model = state.modelInQuestion {
      bindings += modelKeys(model, isIdle: state.models.underWay == nil)
    }
    return bindings + copyKeys + moving(rank: 60, label: "scroll")
  }

  static func registrationKeys(in state: DashboardState) -> [KeyBinding] {
    let leave = KeyBinding(
      [(key(.escape), .back)], label: "leave", description: "leave; what is written stays",
      rank: 99)
    guard state.models.underWay == nil else {
      return [
        leave,
        KeyBinding(
          [(key("X"), .stopModelOrder)], label: "stop", description: "give the copying up",
          rank: 98),
      ]
    }
    let focus = state.registration.focus
    var bindings = [
      leave,
      KeyBinding(
        [(key(.enter), focus == nil ? .register : .nextPanel)],
        label: focus == nil ? "register" : "next",
        description: focus == nil ? "register the model" : "next field", rank: 90),
      KeyBinding(
        [(key(.function(5)), .register)], label: "register", description: "register the model",
        rank: 95),
      KeyBinding(
        [
          (key(.tab), state.registration.tabMeaning == .leaves ? .nextPanel : .complete),
          (key(.backTab), .previousPanel), (key(.down), .nextPanel), (key(.up), .previousPanel),
        ], label: state.registration.completion == nil ? "field" : "complete",
        description: "complete a path, else next, previous field", rank: 85),
    ]
    if let focus, !focus.isText {
      bindings.append(
        KeyBinding(
          [
            (key(" "), .toggleChoice(1)), (key(.right), .toggleChoice(1)),
            (key(.left), .toggleChoice(-1)),
          ], label: "change", description: "the next choice, the one before", rank: 96))
    }
    return bindings
  }

  static func artifactsKeys(in state: DashboardState) -> [KeyBinding] {
    let controls = state.artifacts
    var bindings: [KeyBinding] = []
    switch controls.focus {
    case .tree:
      if let entry = controls.selected {
        bindings += [
          KeyBinding(
            [(key(.enter), .open), (key("l"), .open), (key(.right), .open)],
            label: entry.isFolder ? "open, close" : "preview",
            description: "into the folder or the file", rank: 90),
          KeyBinding(
            [(key("h"), .closeFolder), (key(.left), .closeFolder)], label: "up",
            description: "close the folder, go up", rank: 80),
        ]
      }
    case .preview:
      bindings += [
        KeyBinding(
          [
            (key("l"), .shift(8)), (key("h"), .shift(-8)), (key(.right), .shift(8)),
            (key(.left), .shift(-8)),
          ], hint: "h l", label: "sideways", description: "to the left, to the right", rank: 73),
        KeyBinding(
          [(key("w"), .toggleWrap)], label: controls.preview.wraps ? "cut lines" : "wrap lines",
          description: "wrap long lines, or not", rank: 71),
      ]
      if !controls.preview.search.isEmpty {
        bindings.append(
          KeyBinding(
            [(key("n"), .findNext), (key("N"), .findPrevious)], hint: "n N", label: "next match",
            description: "next, previous match", rank: 76))
      }
    }
    bindings.append(
      KeyBinding(
        [(key(.tab), .nextPanel), (key(.backTab), .previousPanel)],
        label: controls.focus == .tree ? "preview" : "files", description: "files or preview",
        rank: 75))
    bindings.append(
      KeyBinding(
        [(key("/"), .editFilter)], label: controls.focus == .tree ? "filter" : "search",
        description: controls.focus == .tree ? "files of a name" : "find a text in the preview",
        rank: 74))
    if state.modelInQuestion != nil {
      bindings.append(
        KeyBinding(
          [(key("L"), .launchModel)], label: "launch", description: "start a job with the model",
          rank: 53))
    }
    return bindings + programKeys(in: state) + (controls.selected == nil ? [] : copyKeys)
  }

  /// For any screen that shows a file.
  static func programKeys(in state: DashboardState) -> [KeyBinding] {
    var bindings: [KeyBinding] = []
    if state.file(for: .pager) != nil {
      bindings.append(
        KeyBinding(
          [(key("o"), .openWith(.pager))], label: "pager", description: "show it with $PAGER",
          rank: 72))
    }
    if state.file(for: .editor) != nil {
      bindings.append(
        KeyBinding(
          [(key("e"), .openWith(.editor))], label: "edit", description: "change it with $EDITOR",
          rank: 71))
    }
    return bindings
  }
}
