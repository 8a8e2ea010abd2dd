import ArgumentParser
import BatchEndpoints
import Foundation

/// The manifest that a verb makes or changes something from: a file, options, or both. What is typed
/// wins over the file, and `--set` over the rest.
struct ManifestOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "The manifest.", completion: .file())
  var file: String?

  @Option(help: "A sentence about it.")
  var description: String?

  @Option(parsing: .upToNextOption, help: "KEY=VALUE, as many as there are.")
  var tags: [String] = []

  @Option(parsing: .upToNextOption, help: "KEY.PATH=VALUE, changes the manifest; as many.")
  var set: [String] = []

  func validate() throws {
    for tag in tags { _ = try pair(tag, of: "--tags") }
  }

  /// The manifest with the options in it, and its warnings told. `otherwise` stands for the file where
  /// none is given; `options` are the verb's own.
  ///
  /// - Throws: `ManifestError`.
  func load<Value: Manifest>(
    as type: Value.Type, orElse otherwise: ManifestDraft, _ options: [ManifestOption]
  ) throws -> LoadedManifest<Value> {
    var draft = try file.map { try ManifestDraft(contentsOf: $0) } ?? otherwise
    for option in options + [ManifestOption("description", description)] {
      guard let value = option.value else { continue }
      try draft.set(
        option.key, to: option.isPath ? absolute(value) : value,
        option: "--\(option.name) \(value)")
    }
    for tag in tags {
      let (key, value) = try pair(tag, of: "--tags")
      try draft.set("tags.\(key)", to: value, option: "--tags \(tag)")
    }
    for assignment in set { try draft.set(assignment) }
    let loaded = try draft.read(as: type)
    for warning in loaded.warnings { printError("\(warning)") }
    return loaded
  }

  /// A path on the command line starts at the working directory, one in a manifest at its folder. A URI
  /// stays as it is, for the manifest's reader to judge.
  private func absolute(_ path: String) -> String {
    let isURI = path.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.\-]+:/) != nil
    return isURI
      ? path : ManifestPath.absolute(path, in: FileManager.default.currentDirectoryPath)
  }
}

/// An option and the manifest's key that it stands for.
struct ManifestOption {
  var key: String
  /// Without its dashes.
  var name: String
  var value: String?
  var isPath: Bool

  init(_ key: String, name: String? = nil, _ value: String?, isPath: Bool = false) {
    self.key = key
    self.name = name ?? key
    self.value = value
    self.isPath = isPath
  }
}

/// A manifest of nothing but a verb's options.
func emptyDraft(for verb: String) -> ManifestDraft {
  ManifestDraft(named: verb, folder: FileManager.default.currentDirectoryPath)
}

/// The two sides of `KEY=VALUE`.
///
/// - Throws: `ValidationError`, which names the option.
func pair(_ text: String, of option: String) throws -> (key: String, value: String) {
  guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
    throw ValidationError("\(option) is \"\(text)\"; it must be KEY=VALUE.")
  }
  return (String(text[..<equals]), String(text[text.index(after: equals)...]))
}
