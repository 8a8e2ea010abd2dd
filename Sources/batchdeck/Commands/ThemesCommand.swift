import ArgumentParser
import BatchEndpoints
import Foundation
import Preferences
import TerminalUI

/// `batchdeck themes …`
struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes", abstract: "List the dashboard's themes, look at them, check your own.",
    subcommands: [ThemesListCommand.self, ThemesShowCommand.self, ThemesLintCommand.self])

  static var catalog: ThemeCatalog {
    ThemeCatalog(environment: ProcessInfo.processInfo.environment)
  }
}

struct ThemesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the themes there are, and where they come from.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    let catalog = ThemesCommand.catalog
    let shown = catalog.items.map { item in
      // A broken file is listed all the same; lint says what is wrong with it.
      ThemeSummary(item, file: try? catalog.theme(item))
    }
    try output.show(shown) {
      printOutput(
        columns(
          ["NAME", "VARIANT", "SOURCE", "TITLE"],
          shown.map { [$0.name, $0.variant ?? "-", $0.path ?? "built in", $0.title ?? "broken"] }))
    }
  }
}

struct ThemesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a theme's colours and their contrast.")

  @Argument(help: "A theme's name, or the path of its file.")
  var name: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let file: ThemeFile
    do {
      file = try ThemesCommand.catalog.theme(name)
    } catch {
      throw CommandFailure(status: .couldNotStart, message: "\(error)")
    }
    let shown = Role.allCases.map { RoleShow($0, in: file.theme) }
    try output.show(shown) {
      let environment = ProcessInfo.processInfo.environment
      let isPlain = isatty(STDOUT_FILENO) == 0 || !(environment["NO_COLOR"] ?? "").isEmpty
      printOutput(
        columns(
          ["ROLE", "COLOUR", "ON", "CONTRAST", "SHOWN AS", ""],
          shown.map { role in
            [
              role.role, role.colour ?? "terminal", role.background ?? "terminal",
              role.contrast.map { String(format: "%.1f", $0) } ?? "-", role.shown ?? "-",
              isPlain ? "" : role.sample,
            ]
          }))
    }
  }
}

struct ThemesLintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check theme files: what is wrong, and what cannot be read.",
    discussion: "Exit code 2 when a file cannot be used. Warnings, such as a colour that had to be"
      + " moved to be legible, are no failure.")

  @Argument(help: "Theme files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  func run() throws {
    var isBroken = false
    for path in files {
      do throws(PreferencesError) {
        let file = try ThemeCatalog.read(path: path)
        for warning in file.warnings { printError("\(warning)") }
        printOutput("\(path): \(file.title) can be used.")
      } catch {
        printError("\(error)")
        isBroken = true
      }
    }
    if isBroken { throw ExitStatus.couldNotStart }
  }
}

/// A theme in `themes list`.
private struct ThemeSummary: Encodable {
  let name: String
  let title: String?
  let author: String?
  let variant: String?
  let path: String?

  init(_ item: ThemeCatalog.Item, file: ThemeFile?) {
    name = item.name
    title = file?.title
    author = file?.author
    variant = file?.theme.variant.map { $0 == .dark ? "dark" : "light" }
    path = item.path
  }
}

/// A role in `themes show`; nil is the terminal's own colour.
private struct RoleShow: Encodable {
  let role: String
  let colour: String?
  let background: String?
  /// As the theme has it.
  let contrast: Double?
  /// What is drawn, moved where the contrast is too low.
  let shown: String?

  init(_ role: Role, in theme: Theme) {
    let found = theme.contrast(of: role)
    self.role = role.spelling
    colour = found.map { hex($0.foreground) }
    background = found.map { hex($0.background) }
    contrast = found.map { ($0.ratio * 10).rounded(.down) / 10 }
    shown = found.map { hex($0.shown) }
  }

  /// The role's name in its colours, by 24-bit SGR.
  var sample: String {
    guard let shown, let background else { return "" }
    return "\u{1B}[38;2;\(decimal(shown));48;2;\(decimal(background))m \(role) \u{1B}[0m"
  }

  private func decimal(_ hex: String) -> String {
    let rgb = UInt32(hex, radix: 16) ?? 0
    return "\(rgb >> 16 & 0xFF);\(rgb >> 8 & 0xFF);\(rgb & 0xFF)"
  }
}
