/// One thing to tell the author of a manifest, at the place it is about.
///
/// Prints as `deployment.yml:12:22: mini_batch_size is "0"; it must be at least 1.`
package struct Diagnostic: Sendable, Equatable, Codable {
  package var severity: Severity
  /// The manifest, as the operator named it.
  package var file: String
  /// Nil when it is about the file as a whole.
  package var position: SourcePosition?
  /// A sentence: what is wrong, with the value quoted, and what to do.
  package var message: String

  package enum Severity: String, Sendable, Codable, CaseIterable {
    /// The manifest cannot be used.
    case error
    /// It can be used here, but it does not do what it seems to, or Azure would not take it.
    case warning
  }

  package init(
    severity: Severity, file: String, position: SourcePosition? = nil, message: String
  ) {
    self.severity = severity
    self.file = file
    self.position = position
    self.message = message
  }
}

extension Diagnostic: CustomStringConvertible {
  package var description: String {
    let place = position.map { $0.option ?? "\(file):\($0.line):\($0.column)" } ?? file
    return severity == .warning ? "\(place): warning: \(message)" : "\(place): \(message)"
  }
}

/// A place in a text file, or an option on the command line that stands for one.
package struct SourcePosition: Sendable, Equatable, Hashable, Codable, Comparable {
  /// From 1; of an option, which one it is.
  package var line: Int
  /// From 1, in Unicode scalars.
  package var column: Int
  /// The option that gave the value, as typed: `--set settings.mini_batch_size=0`. Nil when the
  /// file did.
  package var option: String?

  package init(line: Int, column: Int, option: String? = nil) {
    self.line = line
    self.column = column
    self.option = option
  }

  /// The place of what was never in a file; shown as none at all.
  static let nowhere = SourcePosition(line: 0, column: 0)

  /// The file before the options.
  package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.option == nil ? 0 : 1, left.line, left.column)
      < (right.option == nil ? 0 : 1, right.line, right.column)
  }
}

extension [Diagnostic] {
  /// Orders by place, what concerns the whole file first; equal places keep their order.
  func sortedByPosition() -> [Diagnostic] {
    enumerated().sorted { left, right in
      switch (left.element.position, right.element.position) {
      case (nil, nil): left.offset < right.offset
      case (nil, _?): true
      case (_?, nil): false
      case (let here?, let there?): here == there ? left.offset < right.offset : here < there
      }
    }
    .map(\.element)
  }
}
