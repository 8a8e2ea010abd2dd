package import TerminalUI

/// An action that the operator may give other keys, under the name that the configuration has for
/// it. What dialogs and text fields take is not among them.
package struct NamedAction: Sendable {
  package let name: String
  package let action: Action
  /// Its keys without a configuration.
  package let keys: [KeyPress]
  /// Keys that a screen gives it besides; they stay as they are.
  private let extraKeys: [Screen: [KeyPress]]
  /// The screens that offer it; nil for all.
  private let screens: Set<Screen>?
  /// Of the artifacts screen, which never has the keys of both at a time.
  private enum Panel { case files, preview }
  /// The panel of the artifacts screen that offers it; nil for either.
  private let panel: Panel?

  private init(
    _ name: String, _ action: Action, _ keys: String, also extraKeys: [Screen: String] = [:],
    on screens: Set<Screen>? = nil, in panel: Panel? = nil
  ) {
    func presses(_ spelling: String) -> [KeyPress] {
      spelling.split(separator: " ").compactMap { KeyPress(parsing: String($0)) }
    }
    self.name = name
    self.action = action
    self.keys = presses(keys)
    self.extraKeys = extraKeys.mapValues(presses)
    self.screens = screens
    self.panel = panel
  }

  package func isOffered(on screen: Screen) -> Bool { screens?.contains(screen) ?? true }

  package func extraKeys(on screen: Screen) -> [KeyPress] { extraKeys[screen] ?? [] }

  /// Whether a key would mean both on some screen, this one having the given keys.
  func meets(_ other: NamedAction, at press: KeyPress, keys: [KeyPress]) -> Bool {
    Screen.allCases.contains { screen in
      isOffered(on: screen) && other.isOffered(on: screen)
        && !(screen == .artifacts && isApart(from: other))
        && (keys + extraKeys(on: screen)).contains(press)
    }
  }

  private func isApart(from other: NamedAction) -> Bool {
    guard let panel, let others = other.panel else { return false }
    return panel != others
  }

  package static func named(_ name: String) -> NamedAction? { all.first { $0.name == name } }

  static func of(_ action: Action) -> NamedAction? { all.first { $0.action == action } }

  // MARK: - The table

  package static let all = moving + everywhere + lists + tuning + reading + models

  private static let moving = [
    NamedAction("move-down", .move(1), "j Down"),
    NamedAction("move-up", .move(-1), "k Up"),
    NamedAction("half-page-down", .page(halves: 1), "Ctrl-D"),
    NamedAction("half-page-up", .page(halves: -1), "Ctrl-U"),
    NamedAction("page-down", .page(halves: 2), "PgDn"),
    NamedAction("page-up", .page(halves: -2), "PgUp"),
    NamedAction("first", .first, "g Home"),
    NamedAction("last", .last, "G End"),
    NamedAction("back", .back, "Esc"),
  ]

  private static let everywhere = [
    NamedAction("show-jobs", .show(.jobs), "1"),
    NamedAction("show-run", .show(.monitor), "2"),
    NamedAction("show-failures", .show(.failures), "3"),
    NamedAction("show-logs", .show(.logs), "4"),
    NamedAction("show-models", .show(.models), "5"),
    NamedAction("show-launch", .show(.launch), "6"),
    NamedAction("commands", .palette, ": Ctrl-P"),
    NamedAction("themes", .pickTheme, "Ctrl-T"),
    NamedAction("freeze", .freeze, "Z"),
    NamedAction("help", .help, "? F1"),
    NamedAction("redraw", .redraw, "Ctrl-L"),
    NamedAction("suspend", .suspend, "Ctrl-Z"),
    NamedAction("leave", .leave, "q"),
    NamedAction("quit", .quit, "Ctrl-C"),
  ]

  private static let lists = [
    NamedAction(
      "open", .open, "Enter", also: [.artifacts: "l Right"],
      on: [.jobs, .monitor, .failures, .logs, .artifacts], in: .files),
    NamedAction("close-folder", .closeFolder, "h Left", on: [.artifacts], in: .files),
    NamedAction(
      "next-panel", .nextPanel, "Tab", on: [.monitor, .failures, .worker, .logs, .artifacts]),
    NamedAction(
      "previous-panel", .previousPanel, "Shift-Tab",
      on: [.monitor, .failures, .worker, .logs, .artifacts]),
    NamedAction("zoom", .zoom, "z", on: [.monitor]),
    NamedAction("filter", .editFilter, "/", on: [.jobs, .failures, .logs, .artifacts]),
    NamedAction("mark", .markJob, "Space", on: [.jobs]),
    NamedAction("compare", .compareJobs, "d", on: [.jobs]),
    NamedAction(
      "copy", .copy, "y",
      on: [.jobs, .monitor, .failures, .worker, .logs, .models, .artifacts]),
    NamedAction("sort", .sort, "s", on: [.jobs, .monitor, .models]),
    NamedAction("reverse-sort", .reverseSort, "S", on: [.jobs, .monitor, .models]),
    NamedAction("export", .export, "E", on: [.failures]),
    NamedAction("mark-file", .markFailure, "Space", on: [.failures]),
    NamedAction("retry-marked", .retryMarked, "r", on: [.failures]),
    NamedAction("retry-failed", .retryFailed, "R", on: [.failures]),
    NamedAction("pager", .openWith(.pager), "o", on: [.artifacts]),
    NamedAction("editor", .openWith(.editor), "e", on: [.artifacts, .monitor]),
  ]

  private static let models = [
    NamedAction("browse-files", .openFiles, "Enter a", on: [.models]),
    NamedAction("model-card", .modelCard, "i", on: [.models]),
    NamedAction("register-model", .registerModel, "n", on: [.models]),
    NamedAction("stop-registering", .stopModelOrder, "X", on: [.models]),
    NamedAction("archive-model", .archiveModel, "A", on: [.models]),
    NamedAction("show-archived", .toggleArchived, ".", on: [.models]),
    NamedAction("delete-model", .deleteModel, "x", on: [.models]),
    NamedAction("launch-model", .launchModel, "L", on: [.models, .artifacts]),
  ]

  private static let tuning = [
    NamedAction("cancel", .askToCancel, "x", on: [.jobs, .monitor]),
    NamedAction("resume", .askToResume, "r", on: [.jobs, .monitor]),
    NamedAction("more-workers", .stepWorkers(1), "+ =", on: [.monitor]),
    NamedAction("fewer-workers", .stepWorkers(-1), "-", on: [.monitor]),
    NamedAction("set-workers", .ask(.workers), "w", on: [.monitor]),
    NamedAction("set-mini-batch-size", .ask(.miniBatchSize), "b", on: [.monitor]),
    NamedAction("set-memory-limit", .ask(.memoryLimit), "m", on: [.monitor]),
    NamedAction("pause", .togglePause, "p P", on: [.monitor]),
    NamedAction("undo", .undo, "u", on: [.monitor]),
    NamedAction("stop-worker", .stopWorker, "X", on: [.worker]),
    NamedAction("skip-mini-batch", .skipMiniBatch, "S", on: [.worker]),
  ]

  private static let reading = [
    NamedAction("next-worker", .nextWorker(1), "n", on: [.worker]),
    NamedAction("previous-worker", .nextWorker(-1), "N", on: [.worker]),
    NamedAction("worker-stack", .askStack, "s", on: [.worker]),
    NamedAction("worker-log", .readLog, "l", on: [.worker]),
    NamedAction("follow", .toggleFollow, "F", on: [.logs]),
    NamedAction("wrap", .toggleWrap, "w", on: [.logs, .artifacts]),
    NamedAction("level", .nextLevel, "v", on: [.logs]),
    NamedAction("mark-time", .mark, "m", on: [.logs]),
    NamedAction("next-match", .findNext, "n", on: [.logs, .artifacts], in: .preview),
    NamedAction("previous-match", .findPrevious, "N", on: [.logs, .artifacts], in: .preview),
    NamedAction("scroll-right", .shift(8), "l Right", on: [.logs, .artifacts], in: .preview),
    NamedAction("scroll-left", .shift(-8), "h Left", on: [.logs, .artifacts], in: .preview),
  ]
}
