extension CondaFile {
  /// Reads a conda file; nothing but the file itself is touched.
  ///
  /// - Throws: `ManifestError` with everything found, when any of it is an error.
  package static func load(contentsOf path: String) throws(ManifestError) -> LoadedManifest<
    CondaFile
  > {
    try .load(contentsOf: path) { root, reader in read(root, at: "", &reader) }
  }

  /// Reads a conda file from memory; `file` is its name in messages, `folder` where relative paths
  /// start.
  package static func parse(
    _ text: String, file: String, folder: String
  ) throws(ManifestError) -> LoadedManifest<CondaFile> {
    try .parse(text.utf8, file: file, folder: folder) { root, reader in
      read(root, at: "", &reader)
    }
  }

  /// The content of a conda file, alone or inside a deployment at `path`.
  static func read(
    _ node: YAMLNode, at path: String, _ reader: inout ManifestReader
  ) -> CondaFile? {
    var conda = CondaFile()
    // Conda itself passes over keys that it does not know.
    reader.read(node, at: path, into: &conda, by: fields, unknownKeys: .warning)
    return conda
  }

  private static let fields: [ManifestField<CondaFile>] = [
    ManifestField("name", \.name, .text),
    ManifestField("channels", \.channels, .textList),
    ManifestField("dependencies") { node, key, conda, reader in
      readDependencies(node, key, &conda, &reader)
    },
    ManifestField("variables", \.variables, .textMap),
    .ignored("platforms"),
    .ignored("prefix"),
  ]

  /// Texts for conda, and maps with the one key `pip` for pip.
  private static func readDependencies(
    _ node: YAMLNode, _ key: ManifestKey, _ conda: inout CondaFile, _ reader: inout ManifestReader
  ) {
    guard case .list(let items) = node.content else {
      reader.error("\(key.name) is \(node.shown); it must be a list.", at: node.position)
      return
    }
    for item in items {
      guard case .map = item.content else {
        if let package = ManifestType<String>.text.parse(item, key, &reader) {
          conda.packages.append(package)
        }
        continue
      }
      reader.read(item, at: key.path, into: &conda, by: pipFields, unknownKeys: .warning)
    }
  }

  private static let pipFields: [ManifestField<CondaFile>] = [
    ManifestField("pip") { node, key, conda, reader in
      guard let lines = ManifestType.textList.parse(node, key, &reader) else { return }
      for item in node.listItems {
        if case .scalar(let scalar) = item.content, let file = requirementsFile(scalar.text) {
          reader.place("\(requirementsPath).\(file)", at: item.position)
        }
      }
      conda.pip += lines
    }
  ]

  /// Where the places of `-r FILE` lines are kept.
  static let requirementsPath = "pip.-r"
}

extension YAMLNode {
  fileprivate var listItems: [YAMLNode] {
    if case .list(let items) = content { items } else { [] }
  }
}
