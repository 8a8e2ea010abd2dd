extension ManifestType where Parsed == ModelSource {
  /// `azureml:NAME:VERSION`, `azureml:NAME@LABEL`, `azureml:NAME`, or a model described in place.
  static let model = ManifestType { node, key, reader in
    switch node.content {
    case .map:
      ManifestType<InlineModel>.inlineModel.parse(node, key, &reader).map(ModelSource.inline)
    case .scalar(let scalar) where scalar.text.hasPrefix("azureml:/"):
      reader.refuse(
        node, key,
        "only models registered here can be named. "
          + "Write azureml:NAME:VERSION, or a map with the path of a local file or folder.")
    case .scalar, .list:
      assetReference(node, key, &reader, orElse: "a map with path").map(ModelSource.reference)
    }
  }
}

extension ManifestType where Parsed == InlineModel {
  static let inlineModel = ManifestType { node, key, reader in
    let model = ManifestType.map(
      InlineModel(path: ""),
      [
        ManifestField("name", \.name, .name),
        ManifestField("version", \.version, .version),
        ManifestField("path", \.path, .localPath, isRequired: true),
        ManifestField("type", \.type, .choice()),
      ]
        + [
          "allowed_deployment_templates", "datastore", "default_deployment_template",
          "description", "flavors", "properties", "stage", "system_metadata", "tags",
        ].map(ManifestField.ignored)
    ).parse(node, key, &reader)
    if let model, model.version != nil, model.name == nil {
      reader.warn(
        "\(key.name) has a version and no name; Azure requires the name.", at: node.position)
    }
    return model
  }
}

extension ManifestType where Parsed == EnvironmentSource {
  /// A reference, an identifier of Azure's kept as written, or an environment described in place.
  static let environment = ManifestType { node, key, reader in
    switch node.content {
    case .map:
      ManifestType<InlineEnvironment>.inlineEnvironment.parse(node, key, &reader)
        .map(EnvironmentSource.inline)
    case .scalar(let scalar) where scalar.text.hasPrefix("azureml:/"):
      EnvironmentSource.remote(scalar.text)
    case .scalar, .list:
      assetReference(node, key, &reader, orElse: "a map with image and conda_file")
        .map(EnvironmentSource.reference)
    }
  }
}

extension ManifestType where Parsed == InlineEnvironment {
  static let inlineEnvironment = ManifestType { node, key, reader in
    if let image = node["image"], node["build"] != nil {
      reader.warn(
        "image and build are both given; Azure takes one of them.", at: image.position)
    }
    return ManifestType.map(
      InlineEnvironment(),
      [
        ManifestField("name", \.name, .name),
        ManifestField("version", \.version, .version),
        ManifestField("image", \.image, .text),
        ManifestField("conda_file", \.conda, .condaSource),
      ]
        + [
          "build", "datastore", "description", "inference_config", "os_type", "properties", "tags",
        ]
        .map(ManifestField.ignored)
    ).parse(node, key, &reader)
  }
}

extension ManifestType where Parsed == CondaSource {
  /// The path of a conda file, or its content in place.
  static let condaSource = ManifestType { node, key, reader in
    if case .map = node.content {
      return CondaFile.read(node, at: key.path, &reader).map(CondaSource.inline)
    }
    return ManifestType<String>.localPath.parse(node, key, &reader).map(CondaSource.file)
  }
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
private func assetReference(
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
