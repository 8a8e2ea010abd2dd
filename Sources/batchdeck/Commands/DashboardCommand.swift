import ArgumentParser
import Dashboard
import Execution
import Foundation
import Preferences
import TerminalUI

/// `batchdeck` alone.
struct DashboardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ui", abstract: "Open the dashboard (the default).",
    discussion: "What is always to be so belongs into ~/.config/batchdeck/config.yaml.")

  @Option(help: "Open this job instead of the newest running one.")
  var attach: String?

  @Option(help: "Open this screen.")
  var screen: ScreenOption?

  @Option(help: "A theme's name or file; see batchdeck themes list. Otherwise as picked last.")
  var theme: String?

  @Option(help: "Colours; always leaves NO_COLOR aside.")
  var color = ColorOption.auto

  @Flag(help: "Draw with ASCII characters only, or never so; by the locale otherwise.")
  var characters: CharacterOption?

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Flag(help: "Change nothing, neither jobs nor the dashboard's own memory.")
  var readOnly = false

  @Flag(help: "Write lines instead of a screen: for screen readers, and for logs.")
  var plain = false

  @Option(help: "Frames a second at most, 1 to 30, that a running job makes.")
  var fps = 10

  @Option(help: "Milliseconds, 1 to 2000, that Esc waits for the rest of a key; 200 on slow links.")
  var escdelay = 25

  @Option(help: "Read this configuration file.", completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  func validate() throws {
    guard (1...30).contains(fps) else {
      throw ValidationError("--fps is \(fps); it must be from 1 to 30.")
    }
    guard (1...2000).contains(escdelay) else {
      throw ValidationError("--escdelay is \(escdelay); it must be from 1 to 2000.")
    }
  }

  func run() throws {
    let context = try Context()
    if let attach { _ = try context.directory.folder(of: attach) }
    let options: DashboardOptions
    do {
      options = try DashboardSettings(self, environment: context.environment).options
    } catch let error as PreferencesError {
      throw CommandFailure(status: .couldNotStart, message: "\(error)")
    }
    if !options.isReadOnly {
      DispatchQueue.global(qos: .utility).async { DryRunner.sweep(context.home) }
    }
    let source = DashboardSource(context)
    if plain {
      runPlainDashboard(source: source, options: options) { printLine($0) }
      return
    }
    let ending: DashboardEnding
    do {
      // Commands run on the main thread, which is the main actor's.
      ending = try MainActor.assumeIsolated { try runDashboard(source: source, options: options) }
    } catch let error as TerminalError {
      throw CommandFailure(status: .noTerminal, message: error.explanation)
    }
    switch ending {
    case .left(let farewell?): printError(farewell)
    case .left(nil): break
    case .signal(let signal): Foundation.exit(128 + signal)
    }
  }

  /// Writes a line at once; false when nobody reads any more.
  private func printLine(_ text: String) -> Bool {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
      return true
    } catch {
      return false
    }
  }
}

enum ColorOption: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
  case sixteen = "16"
  case palette = "256"
  case exact = "24bit"

  var choice: TerminalOptions.ColorChoice {
    switch self {
    case .auto, .always: .automatic
    case .never: .depth(.mono)
    case .sixteen: .depth(.ansi16)
    case .palette: .depth(.palette256)
    case .exact: .depth(.trueColor)
    }
  }
}

enum CharacterOption: String, EnumerableFlag {
  case ascii, unicode
}

/// The screens that need no job.
enum ScreenOption: String, ExpressibleByArgument, CaseIterable {
  case jobs, models, launch

  var screen: Screen {
    switch self {
    case .jobs: .jobs
    case .models: .models
    case .launch: .launch
    }
  }
}
