extension CondaFile: Manifest {
  package static let schema = ManifestSchema(
    kind: .conda, read: { root, reader in read(root, at: "", &reader) },
    write: { conda, printer in conda.node(printer) })

  /// The content of a conda file, alone or inside a deployment at `path`.
  static func read(
    _ node: YAMLNode, at path: String, _ reader: inout ManifestReader
  ) -> CondaFile? {
    var conda = CondaFile()
    // Conda itself passes over keys that it does not know.
    reader.read(node, at: path, into: &conda, by: fields, unknownKeys: .warning)
    return conda
  }

  /// The map that reads in again as this value.
  func node(_ printer: ManifestPrinter) -> YAMLNode {
    printer.write(self, startingFrom: CondaFile(), by: Self.fields)
  }

  private static let fields: [ManifestField<CondaFile>] = [
    ManifestField("name", \.name, .text),
    ManifestField("channels", \.channels, .textList),
    ManifestField("dependencies") { node, key, conda, reader in
      readDependencies(node, key, &conda, &reader)
    } write: { conda, _, printer in
      let pip =
        conda.pip.isEmpty ? [] : [printer.write(conda, startingFrom: CondaFile(), by: pipFields)]
      return conda.packages.isEmpty && pip.isEmpty
        ? nil : .list(conda.packages.map(YAMLNode.text) + pip)
    },
    ManifestField("variables", \.variables, .textMap),
    ManifestField("platforms", \.platforms, .textList),
    ManifestField("prefix", \.prefix, .text),
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
    } write: { conda, _, _ in
      .list(conda.pip.map(YAMLNode.text))
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
