import BatchEndpoints
import CThemes
import Foundation
import TerminalUI

/// The themes there are: the built-in ones, and files in the operator's own folder.
package struct ThemeCatalog: Sendable {
  package struct Item: Hashable, Sendable {
    /// What it is asked for by.
    package var name: String
    /// Its file; nil when it is built in.
    package var path: String?
  }

  /// Files beyond this many are not listed.
  private static let maximumFiles = 1000

  /// `themes` in the configuration folder; nil where there is no such folder to speak of.
  package let folder: String?

  package init(environment: [String: String]) {
    folder = PreferencesFolder.configuration(environment).map { "\($0)/themes" }
  }

  /// The built-in ones in their own order, then the operator's by name; a file takes the place of
  /// a built-in theme of its name.
  package var items: [Item] {
    var items = Self.builtIn.map { Item(name: $0.name, path: nil) }
    for path in files {
      let name = Self.name(ofFile: path)
      if let index = items.firstIndex(where: { $0.name == name }) {
        items[index].path = path
      } else {
        items.append(Item(name: name, path: path))
      }
    }
    return items
  }

  /// Reads a theme by its name, or by the path of its file.
  package func theme(_ name: String) throws(PreferencesError) -> ThemeFile {
    if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      return try Self.read(path: name)
    }
    guard let item = items.first(where: { $0.name == name }) else {
      let names = items.map(\.name)
      let advice =
        nearestName(to: name, among: names).map { "did you mean \"\($0)\"?" }
        ?? "there are \(names.joined(separator: ", "))."
      throw PreferencesError([
        Diagnostic(
          severity: .error, file: "theme \"\(name)\"", message: "there is no such theme; \(advice)")
      ])
    }
    return try theme(item)
  }

  package func theme(_ item: Item) throws(PreferencesError) -> ThemeFile {
    if let path = item.path { return try Self.read(path: path) }
    let builtIn = Self.builtIn.first { $0.name == item.name }
    return try ThemeFile(builtIn?.bytes ?? [], name: item.name, file: "\(item.name).yaml")
  }

  package static func read(path: String) throws(PreferencesError) -> ThemeFile {
    try ThemeFile(
      PreferencesFolder.read(path, limit: PreferencesFile.maximumBytes),
      name: name(ofFile: path), file: path)
  }

  // MARK: - Files

  private static func name(ofFile path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  private var files: [String] {
    guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return [] }
    return
      names
      .filter { !$0.hasPrefix(".") && ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) }
      .sorted().prefix(Self.maximumFiles).map { "\(folder)/\($0)" }
  }

  private static var builtIn: [(name: String, bytes: [UInt8])] {
    UnsafeBufferPointer(start: batchdeck_themes, count: batchdeck_theme_count).map { theme in
      (
        String(cString: theme.name),
        Array(UnsafeBufferPointer(start: theme.bytes, count: theme.count))
      )
    }
  }
}
