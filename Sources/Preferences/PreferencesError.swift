package import BatchEndpoints

/// A file of the operator's that cannot be used; prints as one line for each thing found.
package struct PreferencesError: Error, Sendable, Equatable, CustomStringConvertible {
  /// In order of place, what concerns the whole file first.
  package var diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) {
    let start = SourcePosition(line: 0, column: 0)
    self.diagnostics = diagnostics.enumerated().sorted { left, right in
      let (here, there) = (left.element.position ?? start, right.element.position ?? start)
      return here == there ? left.offset < right.offset : here < there
    }
    .map(\.element)
  }

  package var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
