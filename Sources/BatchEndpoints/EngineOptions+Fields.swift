extension EngineOptions {
  private static let prefix = "batchdeck."

  private static let fields: [ManifestField<EngineOptions>] = [
    ManifestField(
      "batchdeck.share_model", \.shareModel,
      .choice(aliases: ["true": .on, "yes": .on, "false": .off, "no": .off])),
    ManifestField("batchdeck.mini_batch_bytes", \.miniBatchBytes, .byteSize),
    ManifestField("batchdeck.memory_limit", \.memoryLimitBytes, .byteSize),
    ManifestField("batchdeck.order", \.order, .choice()),
    ManifestField("batchdeck.ordered", \.isOrdered, .onOrOff),
    ManifestField("batchdeck.isolation", \.isolation, .onOrOff),
  ]

  /// The options among a deployment's properties; other properties are none of ours.
  static func read(
    _ properties: YAMLNode, at path: String, _ reader: inout ManifestReader
  ) -> EngineOptions {
    let ours = properties.entries.filter { $0.key.hasPrefix(prefix) && !$0.value.isNull }
    var options = EngineOptions()
    reader.read(
      YAMLNode(position: properties.position, content: .map(ours)), at: path, into: &options,
      by: fields)
    return options
  }
}

extension ManifestType where Parsed == Bool {
  /// `on` or `off`, or any other spelling of a YAML boolean, in quotes or not.
  static let onOrOff = ManifestType { node, key, reader in
    let expected = "\"on\" or \"off\""
    guard let text = scalar(node, key, &reader, expected: expected)?.text else { return nil }
    switch text.lowercased() {
    case "on", "true", "yes": return true
    case "off", "false", "no": return false
    default:
      reader.error(
        "\(key.name) is \(quoted(text)); it must be \(expected).", at: node.position)
      return nil
    }
  }
}
