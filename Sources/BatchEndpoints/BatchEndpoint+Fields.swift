extension BatchEndpoint: Manifest {
  package static let schema = ManifestSchema(
    kind: .endpoint,
    read: { root, reader in
      reader.homes = ["deployment_name": "defaults"]
      var endpoint = BatchEndpoint(name: "")
      reader.read(root, at: "", into: &endpoint, by: fields)
      return endpoint
    },
    write: { endpoint, printer in
      printer.write(endpoint, startingFrom: BatchEndpoint(name: ""), by: fields)
    })

  private static let fields: [ManifestField<BatchEndpoint>] =
    [
      .constant("$schema", "https://azuremlschemas.azureedge.net/latest/batchEndpoint.schema.json"),
      .ignored("id"),
      ManifestField("name", \.name, .endpointName, isRequired: true),
      ManifestField("description", \.description, .text),
      ManifestField("tags", \.tags, .textMap),
      ManifestField("properties", \.properties, .textMap),
      ManifestField("auth_mode", \.authMode, .authMode),
      ManifestField(
        "defaults", \.defaults,
        .map(Defaults(), [ManifestField("deployment_name", \.deploymentName, .name)])),
      ManifestField("location", \.location, .text),
      ManifestField("identity", \.identity, .freeMap),
    ]
    // What Azure prints about an endpoint, and takes back without a word.
    + ["openapi_uri", "provisioning_state", "scoring_uri"].map(ManifestField.ignored)
}

extension ManifestType where Parsed == String {
  /// Azure's rule for the names of endpoints; 255 characters bound what the rule does not.
  fileprivate static let endpointName = ManifestType { node, key, reader in
    guard let text = text.parse(node, key, &reader) else { return nil }
    guard text.wholeMatch(of: /[A-Za-z]([-A-Za-z0-9]{0,253}[A-Za-z0-9])?/) != nil else {
      reader.error(
        "\(key.name) is \(quoted(text)); it must be letters, digits and \"-\", beginning with a "
          + "letter and ending with a letter or digit.", at: node.position)
      return nil
    }
    return text
  }
}

extension ManifestType where Parsed == BatchEndpoint.AuthMode {
  /// Any of the three that Azure's tools take, also as `AADToken`; a warning where its service
  /// takes one only.
  fileprivate static let authMode = ManifestType { node, key, reader in
    let aliases: [String: BatchEndpoint.AuthMode] = [
      "aadtoken": .aadToken, "amltoken": .amlToken,
    ]
    guard let mode = choice(aliases: aliases).parse(node, key, &reader) else { return nil }
    if mode != .aadToken {
      reader.warn(
        "\(key.name) is \(node.shown); batch endpoints of Azure take \"aad_token\" only.",
        at: node.position)
    }
    return mode
  }
}
