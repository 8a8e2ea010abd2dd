/// What a manifest says, and where in the file it says it.
package struct LoadedManifest<Value: Sendable & Equatable>: Sendable, Equatable {
  package var value: Value
  /// In order of position.
  package var warnings: [Diagnostic]
  package var source: ManifestSource

  package init(value: Value, warnings: [Diagnostic] = [], source: ManifestSource) {
    self.value = value
    self.warnings = warnings
    self.source = source
  }
}

/// The file a manifest was read from, with the place of every value in it.
package struct ManifestSource: Sendable, Equatable {
  /// As the operator named it.
  package var file: String
  /// The absolute folder of the file; relative paths in the manifest start here.
  package var folder: String
  /// Where the values stand, by key path such as `code_configuration.scoring_script`.
  package var positions: [String: SourcePosition]

  package init(file: String, folder: String, positions: [String: SourcePosition] = [:]) {
    self.file = file
    self.folder = folder
    self.positions = positions
  }

  /// An error about the value at a key path; about the whole file when the manifest has no such
  /// key.
  package func error(_ message: String, at keyPath: String) -> Diagnostic {
    Diagnostic(severity: .error, file: file, position: positions[keyPath], message: message)
  }

  /// A warning about the value at a key path; about the whole file when the manifest has no such
  /// key.
  package func warning(_ message: String, at keyPath: String) -> Diagnostic {
    Diagnostic(severity: .warning, file: file, position: positions[keyPath], message: message)
  }
}
