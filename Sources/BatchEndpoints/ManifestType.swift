/// What the value of a key may be, and how such a value is written.
struct ManifestType<Parsed>: Sendable {
  typealias Parse = @Sendable (YAMLNode, ManifestKey, inout ManifestReader) -> Parsed?
  typealias Print = @Sendable (Parsed, ManifestPrinter) -> YAMLNode

  /// Nil means that the reader has been told why not.
  let parse: Parse
  let print: Print
  /// Whether `show` prints a value that is its default; Azure's leaves out free maps and lists that
  /// are empty.
  let showsDefault: Bool

  init(parse: @escaping Parse, showsDefault: Bool = true, print: @escaping Print) {
    self.parse = parse
    self.showsDefault = showsDefault
    self.print = print
  }
}

// MARK: - Types that are written the obvious way

extension ManifestType where Parsed == String {
  init(parse: @escaping Parse) {
    self.init(parse: parse) { text, _ in .text(text) }
  }
}

extension ManifestType where Parsed == Int {
  init(parse: @escaping Parse) {
    self.init(parse: parse) { number, _ in .plain("\(number)") }
  }
}

extension ManifestType where Parsed == Bool {
  init(parse: @escaping Parse) {
    self.init(parse: parse) { value, _ in .plain("\(value)") }
  }
}

extension ManifestType where Parsed: RawRepresentable<String> & SendableMetatype {
  init(parse: @escaping Parse) {
    self.init(parse: parse) { word, _ in .text(word.rawValue) }
  }
}

extension ManifestType where Parsed == [String] {
  init(parse: @escaping Parse) {
    self.init(parse: parse, showsDefault: false) { items, _ in .list(items.map(YAMLNode.text)) }
  }
}

extension ManifestType where Parsed == [String: String] {
  init(parse: @escaping Parse) {
    self.init(parse: parse) { map, _ in
      .map(map.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }
  }
}

extension ManifestType where Parsed == ManifestValue {
  init(parse: @escaping Parse) {
    self.init(parse: parse) { value, _ in value.node }
  }
}

extension ManifestType where Parsed == [String: ManifestValue] {
  init(parse: @escaping Parse) {
    self.init(parse: parse, showsDefault: false) { map, _ in ManifestValue.map(map).node }
  }
}
