import BatchEndpoints
import Dashboard
import Foundation
import Preferences
import TerminalUI

/// What the command line, the configuration and the memory make of the dashboard, in this order.
struct DashboardSettings {
  private let command: DashboardCommand
  private let environment: [String: String]
  private let configuration: Configuration
  private let catalog: ThemeCatalog
  private let file: StateFile
  private let memory: DashboardMemory

  /// - Throws: `PreferencesError` when the configuration file cannot be used.
  init(_ command: DashboardCommand, environment: [String: String]) throws {
    self.command = command
    self.environment = environment
    let actions = NamedAction.all.map(\.name)
    configuration =
      if let path = command.config {
        try Configuration.load(path: path, actions: actions)
      } else {
        try Configuration.load(environment: environment, actions: actions)
      }
    catalog = ThemeCatalog(environment: environment)
    file = StateFile(environment: environment)
    memory = file.load(DashboardMemory.self) ?? DashboardMemory()
  }

  /// - Throws: `PreferencesError` when a theme or keys cannot be used.
  var options: DashboardOptions {
    get throws {
      let isReadOnly = command.readOnly || configuration.isReadOnly
      var environment = environment
      if command.color == .always { environment["NO_COLOR"] = nil }
      let themes = try themes
      var options = DashboardOptions(
        themes: themes, terminal: terminal, environment: environment,
        readAgain: { [command, environment = self.environment] in
          do {
            return try DashboardSettings(command, environment: environment).options
          } catch let error as PreferencesError {
            throw error.named
          }
        })
      options.job = command.attach
      options.screen = command.screen?.screen
      options.keys = try keys
      options.isReadOnly = isReadOnly
      options.notification =
        switch configuration.notification {
        case .off: .off
        case .bell: .bell
        case .osc9: .osc9
        }
      options.framesPerSecond = command.fps
      options.memory = memory
      if !isReadOnly { options.remember = remember }
      options.configurationFile =
        command.config.map {
          ManifestPath.absolute($0, in: FileManager.default.currentDirectoryPath)
        }
        ?? PreferencesFolder.configurationFile(self.environment)
      return options
    }
  }

  private var terminal: TerminalOptions {
    var terminal = TerminalOptions()
    terminal.mouse = !command.noMouse
    terminal.color = command.color.choice
    terminal.escapeDelay = .milliseconds(command.escdelay)
    terminal.ascii =
      switch command.characters {
      case .ascii: .on
      case .unicode: .off
      case nil: configuration.ascii.map { $0 ? .on : .off } ?? .automatic
      }
    terminal.asksBackground = command.theme == nil && configuration.theme.isPair
    return terminal
  }

  // MARK: - Themes

  private var themes: DashboardThemes {
    get throws {
      let choice = command.theme.map { ThemeChoice.named($0) } ?? configuration.theme
      let dark = try theme(choice.name(on: .dark))
      let light = choice.isPair ? try theme(choice.name(on: .light)) : dark
      // Whoever names a theme wants it, whatever was picked before.
      let picked = command.theme == nil ? memory.theme.map(offer(remembered:)) : nil
      return DashboardThemes(
        configured: { $0 == .light ? light : dark }, picked: picked,
        offers: { [catalog] in catalog.items.map { Self.offer($0, of: catalog) } })
    }
  }

  /// A theme that is asked for; one that is not there is told with the place that asks for it.
  private func theme(_ name: String) throws(PreferencesError) -> Theme {
    do {
      return try catalog.theme(name).theme
    } catch {
      let isThere = catalog.items.contains { $0.name == name }
      guard command.theme == nil, !isThere, let file = configuration.file,
        let position = configuration.themePosition
      else { throw error }
      throw PreferencesError(
        error.diagnostics.map {
          Diagnostic(
            severity: .error, file: file, position: position,
            message: "\($0.file): \($0.message)")
        })
    }
  }

  private func offer(remembered name: String) -> ThemeOffer {
    do throws(PreferencesError) {
      let file = try catalog.theme(name)
      return ThemeOffer(name: name, title: file.title, detail: "", theme: file.theme)
    } catch {
      return ThemeOffer(
        name: name, title: name, detail: "", theme: nil,
        problem: Self.problem(error))
    }
  }

  /// The first thing that is wrong with a theme, whose name is known.
  private static func problem(_ error: PreferencesError) -> String? {
    error.diagnostics.first.map { diagnostic in
      (diagnostic.position.map { "line \($0.line): " } ?? "") + diagnostic.message
    }
  }

  private static func offer(_ item: ThemeCatalog.Item, of catalog: ThemeCatalog) -> ThemeOffer {
    let origin = item.path == nil ? "built in" : "yours"
    do throws(PreferencesError) {
      let file = try catalog.theme(item)
      let variant: String? =
        switch file.theme.variant {
        case .dark: "dark"
        case .light: "light"
        case nil: nil
        }
      return ThemeOffer(
        name: item.name, title: file.title,
        detail: [variant, origin].compactMap { $0 }.joined(separator: ", "), theme: file.theme)
    } catch {
      return ThemeOffer(
        name: item.name, title: item.name, detail: "cannot be used", theme: nil,
        problem: problem(error))
    }
  }

  // MARK: - Keys and memory

  private var keys: OperatorKeys {
    get throws(PreferencesError) {
      let choices = configuration.keys.map {
        OperatorKeys.Choice(action: $0.action, presses: $0.presses)
      }
      let problems = OperatorKeys.problems(in: choices)
      guard problems.isEmpty else {
        throw PreferencesError(
          problems.map {
            Diagnostic(
              severity: .error, file: configuration.file ?? "",
              position: configuration.keys[$0.index].position, message: $0.message)
          })
      }
      return OperatorKeys(choices)
    }
  }

  private var remember: @Sendable (DashboardMemory) -> Void {
    { [file, memory, isNamed = command.theme != nil] latest in
      var latest = latest
      // A theme for this time leaves the one picked before.
      if isNamed, latest.theme == nil { latest.theme = memory.theme }
      // A full disk is no reason to end the dashboard otherwise.
      try? file.store(latest)
    }
  }
}

extension PreferencesError {
  /// Files by their names alone: in the dashboard one line has to do.
  fileprivate var named: PreferencesError {
    PreferencesError(
      diagnostics.map {
        var diagnostic = $0
        diagnostic.file = ManifestPath.name(of: $0.file)
        return diagnostic
      })
  }
}
