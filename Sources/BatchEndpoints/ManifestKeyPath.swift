/// Where a value stands in a manifest, as `--set` writes it: `settings.retry_settings.timeout`,
/// `environment.conda_file.channels[0]`.
struct ManifestKeyPath: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case key(String)
    /// From 0; the number of items itself appends one.
    case index(Int)
  }

  var steps: [Step]

  struct Problem: Error, Equatable {
    /// A sentence.
    var message: String
  }

  /// The keys of these are the author's own and may have dots: `batchdeck.order`.
  private static let mapsWithFreeKeys: Set = ["tags", "properties", "environment_variables"]

  init(_ text: String) throws(Problem) {
    steps = []
    var parts = text.split(separator: ".", omittingEmptySubsequences: false)[...]
    while let part = parts.popFirst() {
      try append(part, of: text)
      if case .key(let key)? = steps.last, Self.mapsWithFreeKeys.contains(key), !parts.isEmpty {
        steps.append(.key(parts.joined(separator: ".")))
        parts = []
      }
    }
    if steps.contains(.key("")) {
      throw Problem(
        message:
          "the key path \(quoted(text)) has an empty part; write it as settings.mini_batch_size."
      )
    }
  }

  private mutating func append(_ part: Substring, of text: String) throws(Problem) {
    guard let bracket = part.firstIndex(of: "[") else {
      steps.append(.key(String(part)))
      return
    }
    steps.append(.key(String(part[..<bracket])))
    var rest = part[bracket...]
    while !rest.isEmpty {
      guard let match = rest.prefixMatch(of: /\[([0-9]{1,6})\]/), let index = Int(match.output.1)
      else {
        throw Problem(
          message: "the key path \(quoted(text)) has \(quoted(String(rest))); "
            + "write the place in a list as [0], [1] and so on.")
      }
      steps.append(.index(index))
      rest = rest[match.range.upperBound...]
    }
  }
}

extension YAMLNode {
  /// Puts a value at the end of a path, with the maps and lists that are missing on the way; what
  /// it puts there stands where the value does.
  mutating func set(
    _ steps: ArraySlice<ManifestKeyPath.Step>, to value: YAMLNode, walked: String = ""
  ) throws(ManifestKeyPath.Problem) {
    guard let step = steps.first else {
      self = value
      return
    }
    let rest = steps.dropFirst()
    let owner = walked.isEmpty ? "the manifest" : walked
    switch (step, content) {
    case (.key(let key), .map(var entries)):
      let path = walked.isEmpty ? key : "\(walked).\(key)"
      if let index = entries.firstIndex(where: { $0.key == key }) {
        try entries[index].value.set(rest, to: value, walked: path)
        if rest.isEmpty { entries[index].keyPosition = value.position }
      } else {
        var part = YAMLNode(position: value.position, content: .map([]))
        try part.setMissing(rest, to: value, walked: path)
        entries.append(Entry(key: key, keyPosition: value.position, value: part))
      }
      content = .map(entries)
    case (.index(let index), .list(var items)):
      let path = "\(walked)[\(index)]"
      if index < items.count {
        try items[index].set(rest, to: value, walked: path)
      } else if index == items.count {
        var part = YAMLNode(position: value.position, content: .map([]))
        try part.setMissing(rest, to: value, walked: path)
        items.append(part)
      } else {
        throw .init(
          message: "\(owner) has \(Amount.count(items.count, "item")); "
            + "the next one is \(owner)[\(items.count)].")
      }
      content = .list(items)
    case (.key, .scalar) where isNull, (.index, .scalar) where isNull:
      try setMissing(steps, to: value, walked: walked)
    case (.key(let key), .list):
      throw .init(
        message: "\(owner) is a list and has no \(quoted(key)); name an item, as in \(owner)[0].")
    case (.key(let key), .scalar):
      throw .init(message: "\(owner) is \(shown), not a map; it has no \(quoted(key)).")
    case (.index, .map), (.index, .scalar):
      let shown = if case .map = content { "a map" } else { self.shown }
      throw .init(message: "\(owner) is \(shown), not a list.")
    }
  }

  /// The same where nothing stands yet: the first step decides between a map and a list.
  private mutating func setMissing(
    _ steps: ArraySlice<ManifestKeyPath.Step>, to value: YAMLNode, walked: String
  ) throws(ManifestKeyPath.Problem) {
    if case .index? = steps.first { content = .list([]) } else { content = .map([]) }
    try set(steps, to: value, walked: walked)
  }
}
