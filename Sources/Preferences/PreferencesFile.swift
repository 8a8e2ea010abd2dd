import BatchEndpoints

/// A short YAML file that a person wrote, and what there is to say about it.
struct PreferencesFile {
  /// A key of a map with its value.
  struct Entry {
    let key: String
    let keyPosition: SourcePosition
    fileprivate let value: YAMLNode

    fileprivate init(_ entry: YAMLNode.Entry) {
      key = entry.key
      keyPosition = entry.keyPosition
      value = entry.value
    }

    /// Where the value stands; its key when it has none.
    var position: SourcePosition { isEmpty ? keyPosition : value.position }

    var isEmpty: Bool { value.isNull }

    /// The value as it is written, whatever it looks like: base16 is full of what looks like
    /// numbers. nil for lists and maps.
    var text: String? { if case .scalar(let scalar) = value.content { scalar.text } else { nil } }

    var isMap: Bool { if case .map = value.content { true } else { false } }

    /// The value in words for a message.
    var shown: String { value.shown }
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
    let document = YAMLDocument(bytes)
    for problem in document.problems { error(problem.message, at: problem.position) }
    guard let root = document.root, !root.isNull else { return hasErrors ? nil : [] }
    guard case .map(let entries) = root.content else {
      error("the file must be a map of keys, such as `theme: terminal`.", at: nil)
      return nil
    }
    return entries.map(Entry.init)
  }

  /// The keys under a key; nil when its value is no map, which has then been reported.
  mutating func entries(of entry: Entry) -> [Entry]? {
    guard case .map(let entries) = entry.value.content else {
      error("\(entry.key) is \(entry.shown); it must be a map of keys.", at: entry.position)
      return nil
    }
    return entries.map(Entry.init)
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
