import Foundation

/// What the dashboard remembers from one time to the next, in
/// `${XDG_STATE_HOME:-~/.local/state}/batchdeck/state.json`.
///
/// It is a convenience: what cannot be read is forgotten, part by part, and of two dashboards that
/// close the later one is remembered.
package struct DashboardMemory: Sendable, Equatable {
  package struct Sort: Sendable, Equatable, Codable {
    /// The column's title.
    package var column: String
    package var isAscending: Bool

    package init(column: String, isAscending: Bool) {
      self.column = column
      self.isAscending = isAscending
    }
  }

  /// More than the dashboard ever writes, bytes.
  private static let maximumBytes = 256 * 1024

  /// The theme picked last; it comes before the configuration's.
  package var theme: String?
  /// The screen shown last.
  package var screen: String?
  /// By table.
  package var sorts: [String: Sort] = [:]
  /// Titles of the columns shown, left to right, by table.
  package var columns: [String: [String]] = [:]

  /// Nothing is remembered.
  package init() {}

  // MARK: - File

  /// What was stored; nothing where that is not there or cannot be read.
  package static func load(environment: [String: String]) -> DashboardMemory {
    guard let path = path(environment),
      let bytes = try? PreferencesFolder.read(path, limit: maximumBytes),
      bytes.count <= maximumBytes
    else { return DashboardMemory() }
    return (try? JSONDecoder().decode(DashboardMemory.self, from: Data(bytes))) ?? DashboardMemory()
  }

  /// Replaces what was stored, whole or not at all. Does nothing where there is no home.
  package func store(environment: [String: String]) throws {
    guard let folder = PreferencesFolder.state(environment), let path = Self.path(environment)
    else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(self) + Data("\n".utf8)
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  private static func path(_ environment: [String: String]) -> String? {
    PreferencesFolder.state(environment).map { "\($0)/state.json" }
  }
}

extension DashboardMemory: Codable {
  private enum CodingKeys: CodingKey {
    case theme, screen, sorts, columns
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ type: Value.Type) -> Value? {
      try? container.decodeIfPresent(type, forKey: key)
    }
    theme = read(.theme, String.self)
    screen = read(.screen, String.self)
    sorts = read(.sorts, [String: Sort].self) ?? [:]
    columns = read(.columns, [String: [String]].self) ?? [:]
  }
}
