/// Writes values as the trees that the tables of their keys read.
struct ManifestPrinter: Sendable {
  var style: Style
  /// Paths inside this folder are written relative to it; nil leaves every path absolute.
  var folder: String?

  enum Style: Sendable {
    /// A manifest to be read in again: what has its default is left out.
    case manifest
    /// What `az ml … show` prints: every value that there is, defaults included.
    case show
  }

  /// The map with the keys of a table, in its order; `empty` is what reading starts from.
  func write<Value>(
    _ value: Value, startingFrom empty: Value, by fields: [ManifestField<Value>]
  ) -> YAMLNode {
    .map(
      fields.compactMap { field in
        field.write(value, empty, self).map { (field.key, $0) }
      })
  }

  /// The text for an absolute path. A relative one begins with `./`, so that no name of a file can
  /// be taken for a URI.
  func path(_ path: String) -> YAMLNode {
    guard let folder else { return .text(path) }
    let shown = ManifestPath.shown(path, from: folder)
    return .text(shown.hasPrefix("/") || shown == "." ? shown : "./\(shown)")
  }
}
