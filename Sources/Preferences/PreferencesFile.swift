import BatchEndpoints
import Yams

/// A short YAML file that a person wrote, and what there is to say about it.
struct PreferencesFile {
  /// A key of a map with its value.
  struct Entry {
    let key: String
    let keyPosition: SourcePosition
    let value: Node

    /// Where the value stands; its key when it has none.
    var position: SourcePosition { isEmpty ? keyPosition : PreferencesFile.position(of: value) }

    var isEmpty: Bool { PreferencesFile.isEmpty(value) }

    /// The value as text; nil for lists and maps.
    var text: String? { value.scalar?.string }

    var isMap: Bool { value.mapping != nil }

    /// The value in words for a message.
    var shown: String {
      switch value {
      case .scalar(let scalar): isEmpty ? "empty" : "\"\(scalar.string.prefix(60))\""
      case .sequence: "a list"
      case .mapping: "a map"
      case .alias: "an alias"
      }
    }
  }

  /// Far more than a theme or a configuration takes, bytes.
  static let maximumBytes = 64 * 1024

  /// As the operator named it.
  let name: String
  private(set) var diagnostics: [Diagnostic] = []

  init(name: String) {
    self.name = name
  }

  // MARK: - Reading

  /// The keys of the file; nil when it is not a map, which has then been reported. An empty file
  /// has none.
  mutating func read(_ bytes: some Collection<UInt8>) -> [Entry]? {
    guard bytes.count <= Self.maximumBytes else {
      error("the file is larger than 64 KiB; is it the right one?", at: nil)
      return nil
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      error("this is not UTF-8 text; save the file as UTF-8.", at: nil)
      return nil
    }
    do {
      // Every scalar stays the text it is: base16 is full of what looks like numbers.
      guard let root = try compose(yaml: text, .basic, .default, .utf8), !Self.isEmpty(root) else {
        return []
      }
      guard case .mapping(let mapping) = root else {
        error("the file must be a map of keys, such as `theme: terminal`.", at: nil)
        return nil
      }
      return entries(of: mapping)
    } catch let error as YamlError {
      report(error)
    } catch {
      self.error("the text is not YAML: \(error).", at: nil)
    }
    return nil
  }

  /// The keys under a key; nil when its value is no map, which has then been reported.
  mutating func entries(of entry: Entry) -> [Entry]? {
    guard case .mapping(let mapping) = entry.value else {
      error("\(entry.key) is \(entry.shown); it must be a map of keys.", at: entry.position)
      return nil
    }
    return entries(of: mapping)
  }

  private mutating func entries(of mapping: Node.Mapping) -> [Entry] {
    var entries: [Entry] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        error("a key must be plain text.", at: Self.position(of: key))
        continue
      }
      entries.append(
        Entry(key: scalar.string, keyPosition: Self.position(of: key), value: value))
    }
    return entries
  }

  private static func isEmpty(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }

  private static func position(of node: Node) -> SourcePosition {
    SourcePosition(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private mutating func report(_ failure: YamlError) {
    switch failure {
    case .duplicatedKeysInMapping(let keys, let context):
      error(
        "\(keys.first.map { "\"\($0)\"" } ?? "a key") is given more than once; remove one.",
        at: SourcePosition(line: context.mark.line, column: context.mark.column))
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      error(
        "the text is not YAML here: \(problem); check the indentation, the colons and the quotes.",
        at: SourcePosition(line: mark.line, column: mark.column))
    case .reader(let problem, _, _, _):
      error("the text is not YAML: \(problem).", at: nil)
    default:
      error("lists and maps are nested too deeply.", at: nil)
    }
  }

  // MARK: - Diagnostics

  mutating func error(_ message: String, at position: SourcePosition?) {
    report(.error, message, at: position)
  }

  mutating func warn(_ message: String, at position: SourcePosition?) {
    report(.warning, message, at: position)
  }

  private mutating func report(
    _ severity: Diagnostic.Severity, _ message: String, at position: SourcePosition?
  ) {
    diagnostics.append(
      Diagnostic(severity: severity, file: name, position: position, message: message))
  }

  mutating func unknown(
    _ entry: Entry, in place: String, known: [String], severity: Diagnostic.Severity = .error
  ) {
    let advice =
      nearestName(to: entry.key, among: known).map { "did you mean \"\($0)\"?" }
      ?? "there are \(known.joined(separator: ", "))."
    report(severity, "unknown \(place) \"\(entry.key)\"; \(advice)", at: entry.keyPosition)
  }

  /// Everything found, in order of place.
  var sortedDiagnostics: [Diagnostic] { PreferencesError(diagnostics).diagnostics }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
