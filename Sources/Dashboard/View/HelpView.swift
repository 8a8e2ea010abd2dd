import TerminalUI

/// Help for the screen underneath, written from the key map.
enum HelpView {
  static func draw(
    _ state: DashboardState, scroll: Int, on surface: inout Surface, _ context: ViewContext
  ) {
    var help = overlay(for: state)
    help.offset = scroll
    help.draw(on: &surface, in: area(of: state), glyphs: context.glyphs)
  }

  /// As high as the keys need, as far as the window allows.
  static func area(of state: DashboardState) -> Rect {
    let room = Rect(state.size).split(top: 1).rest.split(bottom: 1).rest
    let help = overlay(for: state)
    let height = (4..<max(4, room.height)).first { height in
      help.maximumOffset(in: room.centered(width: widest, height: height)) == 0
    }
    return room.centered(width: widest, height: height ?? room.height)
  }

  private static let widest = 110

  static func overlay(for state: DashboardState) -> HelpOverlay {
    var underneath = state
    underneath.overlay = nil
    let bindings = KeyMap.bindings(in: underneath)
    func group(_ title: String, _ section: KeyBinding.Section) -> HelpOverlay.Group {
      .init(
        title: title,
        hints: bindings.filter { $0.section == section }.map {
          KeyHint(key: $0.spelling, label: $0.description)
        })
    }
    return HelpOverlay(
      title: "help: \(state.screen.helpTitle)",
      groups: [group("THIS SCREEN", .screen), group("EVERYWHERE", .everywhere), mouse(underneath)]
        .filter { !$0.hints.isEmpty },
      footnote: "Leaving never stops a job. Commands: batchdeck --help")
  }

  private static func mouse(_ state: DashboardState) -> HelpOverlay.Group {
    var hints = [
      KeyHint(key: "click", label: "select, or press a hint"),
      KeyHint(key: "again", label: "open the selected row"),
      KeyHint(key: "wheel", label: "move what is under it"),
    ]
    if state.sortableList != nil {
      hints.append(KeyHint(key: "header", label: "sort by it, and back"))
    }
    return HelpOverlay.Group(title: "MOUSE", hints: hints)
  }
}

extension Screen {
  fileprivate var helpTitle: String {
    switch self {
    case .jobs: "jobs"
    case .monitor: "run monitor"
    case .failures: "failed files"
    case .worker: "worker"
    case .logs: "logs"
    case .models: "models"
    case .launch: "launch"
    case .comparison: "two jobs"
    case .artifacts: "a model's files"
    }
  }
}
