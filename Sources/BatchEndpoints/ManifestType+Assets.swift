extension ManifestType where Parsed == ModelSource {
  /// `azureml:NAME:VERSION`, `azureml:NAME@LABEL`, `azureml:NAME`, or a model described in place.
  static let model = ManifestType { node, key, reader in
    switch node.content {
    case .map:
      ManifestType<ModelAsset>.inlineModel.parse(node, key, &reader).map(ModelSource.inline)
    case .scalar(let scalar) where scalar.text.hasPrefix("azureml:/"):
      reader.refuse(
        node, key,
        "only models registered here can be named. "
          + "Write azureml:NAME:VERSION, or a map with the path of a local file or folder.")
    case .scalar, .list:
      assetReference(node, key, &reader, orElse: "a map with path").map(ModelSource.reference)
    }
  } print: { source, printer in
    switch source {
    case .reference(let reference): reference.node
    case .inline(let model): ManifestType<ModelAsset>.inlineModel.print(model, printer)
    }
  }
}

extension ManifestType where Parsed == ModelAsset {
  fileprivate static let inlineModel = ManifestType { node, key, reader in
    let model = plainMap.parse(node, key, &reader)
    if let model, model.version != nil, model.name == nil {
      reader.warn(
        "\(key.name) has a version and no name; Azure requires the name.", at: node.position)
    }
    return model
  } print: { model, printer in
    plainMap.print(model, printer)
  }

  private static let plainMap = ManifestType.map(
    ModelAsset(path: ""), ModelAsset.fields(nameIsRequired: false))
}

extension ManifestType where Parsed == EnvironmentSource {
  /// A reference, an identifier of Azure's kept as written, or an environment described in place.
  static let environment = ManifestType { node, key, reader in
    switch node.content {
    case .map:
      ManifestType<EnvironmentAsset>.inlineEnvironment.parse(node, key, &reader)
        .map(EnvironmentSource.inline)
    case .scalar(let scalar) where scalar.text.hasPrefix("azureml:/"):
      EnvironmentSource.remote(scalar.text)
    case .scalar, .list:
      assetReference(node, key, &reader, orElse: "a map with image and conda_file")
        .map(EnvironmentSource.reference)
    }
  } print: { source, printer in
    switch source {
    case .reference(let reference): reference.node
    case .remote(let identifier): .text(identifier)
    case .inline(let environment):
      ManifestType<EnvironmentAsset>.inlineEnvironment.print(environment, printer)
    }
  }
}

extension ManifestType where Parsed == EnvironmentAsset {
  fileprivate static let inlineEnvironment = ManifestType { node, key, reader in
    EnvironmentAsset.checkSources(node, &reader)
    return plainMap.parse(node, key, &reader)
  } print: { environment, printer in
    plainMap.print(environment, printer)
  }

  private static let plainMap = ManifestType.map(
    EnvironmentAsset(), EnvironmentAsset.fields(nameIsRequired: false))
}

extension ManifestType where Parsed == CondaSource {
  /// The path of a conda file, or its content in place.
  static let condaSource = ManifestType { node, key, reader in
    if case .map = node.content {
      return CondaFile.read(node, at: key.path, &reader).map(CondaSource.inline)
    }
    return ManifestType<String>.localPath.parse(node, key, &reader).map(CondaSource.file)
  } print: { source, printer in
    switch source {
    case .file(let path): printer.path(path)
    // The file as it would be, also where defaults are shown.
    case .inline(let conda): conda.node(ManifestPrinter(style: .manifest))
    }
  }
}

extension ManifestField {
  /// The keys that Azure prints about an asset and, when a file has them, passes over.
  static func readOnly(_ further: [String]) -> [ManifestField] {
    ["$schema", "creation_context", "id", "latest_version"].map(ignored) + further.map(ignored)
  }
}

// MARK: - References

extension AssetReference {
  var node: YAMLNode { .text("azureml:\(self)") }
}

extension ManifestReader {
  /// Reports a value that cannot be used; always nil, for the caller to return.
  fileprivate mutating func refuse<Value>(
    _ node: YAMLNode, _ key: ManifestKey, _ advice: String
  ) -> Value? {
    error("\(key.name) is \(node.shown); \(advice)", at: node.position)
    return nil
  }
}

/// `azureml:NAME`, `azureml:NAME:VERSION` or `azureml:NAME@LABEL`; a bare name means its latest
/// version.
func assetReference(
  _ node: YAMLNode, _ key: ManifestKey, _ reader: inout ManifestReader, orElse alternative: String
) -> AssetReference? {
  let advice = "write azureml:NAME:VERSION, azureml:NAME@latest or \(alternative)."
  let prefix = "azureml:"
  guard case .scalar(let scalar) = node.content, scalar.text.hasPrefix(prefix) else {
    return reader.refuse(node, key, advice)
  }
  let text = scalar.text.dropFirst(prefix.count)
  guard let separator = text.firstIndex(where: { $0 == ":" || $0 == "@" }) else {
    return isAssetName(text)
      ? AssetReference(name: String(text), selector: .label("latest"))
      : reader.refuse(node, key, advice)
  }
  let name = String(text[..<separator])
  let rest = String(text[text.index(after: separator)...])
  guard isAssetName(name), isAssetName(rest) else { return reader.refuse(node, key, advice) }
  return AssetReference(
    name: name, selector: text[separator] == ":" ? .version(rest) : .label(rest))
}
