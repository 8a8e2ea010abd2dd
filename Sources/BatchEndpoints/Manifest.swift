import Foundation

/// A value that a YAML file describes: a deployment, an endpoint, an asset.
package protocol Manifest: Sendable, Equatable, Codable {
  static var schema: ManifestSchema<Self> { get }
}

/// How a kind of manifest is read and written.
package struct ManifestSchema<Value: Sendable>: Sendable {
  let kind: ManifestKind
  /// Whether relative paths start at the working directory instead of at the manifest's folder.
  var pathsStartAtWorkingDirectory = false
  /// The value in a root map; nil where errors were reported instead.
  let read: @Sendable (YAMLNode, inout ManifestReader) -> Value?
  /// The root map that reads in again as the value, or the one that `show` prints.
  let write: @Sendable (Value, ManifestPrinter) -> YAMLNode
}

extension Manifest {
  /// Reads a manifest; nothing but the file itself is touched.
  ///
  /// - Throws: `ManifestError` with everything found, when any of it is an error.
  package static func load(
    contentsOf path: String
  ) throws(ManifestError) -> LoadedManifest<Self> {
    try ManifestDraft(contentsOf: path).read(as: Self.self)
  }

  /// Reads a manifest from memory; `file` is its name in messages, `folder` where relative paths
  /// start.
  package static func parse(
    _ text: String, file: String, folder: String
  ) throws(ManifestError) -> LoadedManifest<Self> {
    try ManifestDraft(text, file: file, folder: folder).read(as: Self.self, pathsFrom: folder)
  }

  /// The manifest that reads in again as this value: keys in Azure's order, defaults left out.
  ///
  /// Paths inside `folder` are relative to it, so the text belongs in a file there; with nil, and
  /// outside of it, they are absolute. Expects what a loaded value has: absolute paths without `.`
  /// and `..`, texts without NUL and without U+FEFF at their beginning.
  package func yaml(relativeTo folder: String? = nil) -> String {
    Self.schema.write(self, ManifestPrinter(style: .manifest, folder: folder)).yaml
  }

  /// What `az ml … show -o json` prints: Azure's names for the keys, defaults included, paths
  /// absolute. What only the registry knows (`creation_context`, `provisioning_state`) is the
  /// caller's to add.
  package var azureJSON: ManifestValue {
    ManifestValue(Self.schema.write(self, ManifestPrinter(style: .show)))
  }
}
