import Foundation

/// `${XDG_STATE_HOME:-~/.local/state}/batchdeck/state.json`: what the program writes for itself.
///
/// Of two programs that store the later one is remembered.
package struct StateFile: Sendable {
  /// More than is ever written, bytes.
  private static let maximumBytes = 256 * 1024

  private let folder: String?

  /// Where there is no home nothing is stored, and nothing is wrong.
  package init(environment: [String: String]) {
    folder = PreferencesFolder.state(environment)
  }

  private var path: String? { folder.map { "\($0)/state.json" } }

  /// What was stored; nil where that is not there or cannot be read.
  package func load<Content: Decodable>(_ type: Content.Type) -> Content? {
    guard let path, let bytes = try? PreferencesFolder.read(path, limit: Self.maximumBytes),
      bytes.count <= Self.maximumBytes
    else { return nil }
    return try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Replaces what was stored, whole or not at all.
  ///
  /// - Throws: An error of Foundation's when the folder cannot be written.
  package func store(_ content: some Encodable) throws {
    guard let folder, let path else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(content) + Data("\n".utf8)
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
