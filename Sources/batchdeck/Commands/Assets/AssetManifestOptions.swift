import ArgumentParser
import BatchEndpoints
import Foundation

/// What is to be registered: a manifest, options that change it, or options alone.
struct AssetManifestOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "The manifest.", completion: .file())
  var file: String?

  @Option(name: [.customShort("n"), .long], help: "The name.")
  var name: String?

  @Option(name: [.customShort("v"), .long], help: "The version. Default: the next number.")
  var version: String?

  @Option(help: "A sentence about it.")
  var description: String?

  @Option(parsing: .upToNextOption, help: "KEY=VALUE, as many as there are.")
  var tags: [String] = []

  @Option(parsing: .upToNextOption, help: "KEY.PATH=VALUE, changes the manifest; as many.")
  var set: [String] = []

  func validate() throws {
    if let tag = tags.first(where: { $0.hasPrefix("=") || !$0.contains("=") }) {
      throw ValidationError("--tags \(tag): it must be KEY=VALUE.")
    }
  }

  /// The manifest with the options in it, and its warnings told.
  ///
  /// `verb` is what messages name where there is no file; `options` are those of this kind of asset,
  /// with the keys that they stand for.
  ///
  /// - Throws: `ManifestError`.
  func load<Value: Manifest>(
    as type: Value.Type, verb: String, options: [ManifestOption] = []
  ) throws -> LoadedManifest<Value> {
    var draft =
      try file.map { try ManifestDraft(contentsOf: $0) }
      ?? ManifestDraft(named: verb, folder: FileManager.default.currentDirectoryPath)
    let common = [
      ManifestOption("name", name), ManifestOption("version", version),
      ManifestOption("description", description),
    ]
    for option in common + options {
      guard let value = option.value else { continue }
      try draft.set(
        option.key, to: option.isPath ? absolute(value) : value,
        option: "--\(option.name) \(value)")
    }
    for tag in tags {
      let parts = tag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      try draft.set("tags.\(parts[0])", to: String(parts[1]), option: "--tags \(tag)")
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
