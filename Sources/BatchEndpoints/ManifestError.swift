/// A manifest that cannot be used.
package struct ManifestError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Everything found in the file, warnings included, in order of position; at least one error.
  package var diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics.sortedByPosition()
  }

  package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

  /// One line for each diagnostic.
  package var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
