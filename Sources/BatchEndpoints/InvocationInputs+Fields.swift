extension InvocationInputs: Manifest {
  package static let schema = ManifestSchema(
    kind: .inputs,
    // As Azure's own tools do, for this kind of file alone.
    pathsStartAtWorkingDirectory: true,
    read: { root, reader in
      var invocation = InvocationInputs(inputs: [:])
      reader.read(root, at: "", into: &invocation, by: fields)
      checkCount(root, &reader)
      return invocation
    },
    write: { invocation, printer in
      printer.write(invocation, startingFrom: InvocationInputs(inputs: [:]), by: fields)
    })

  private static let fields: [ManifestField<InvocationInputs>] = [
    .ignored("$schema"),
    ManifestField("inputs", \.inputs, .named(.input), isRequired: true),
    ManifestField("outputs", \.outputs, .named(.output)),
  ]

  private static func checkCount(_ root: YAMLNode, _ reader: inout ManifestReader) {
    guard let inputs = root["inputs"], case .map(let entries) = inputs.content, entries.count != 1
    else { return }
    let count = entries.isEmpty ? "no entry" : "\(entries.count) entries"
    reader.error(
      "inputs has \(count); a deployment with a model takes exactly one.", at: inputs.position)
  }
}

extension ManifestType where Parsed == InvocationInputs.Input {
  /// A map with `type` and `path`, or the path alone.
  fileprivate static let input = ManifestType { node, key, reader in
    guard case .map = node.content else {
      return ManifestType<InputSource>.inputSource.parse(node, key, &reader)
        .map { InvocationInputs.Input(source: $0) }
    }
    if let literal = literal(in: node) {
      reader.error(
        "\(key.name) is a literal; a deployment with a model takes one file or folder.",
        at: literal)
      return nil
    }
    var input = InvocationInputs.Input(source: .path(""))
    reader.read(node, at: key.path, into: &input, by: fields)
    return input
  } print: { input, printer in
    printer.write(input, startingFrom: InvocationInputs.Input(source: .path("")), by: fields)
  }

  private static let fields: [ManifestField<InvocationInputs.Input>] = [
    ManifestField("type", \.type, .dataType),
    ManifestField("path", \.source, .inputSource, isRequired: true),
    ManifestField("mode", \.mode, .text),
  ]

  /// Where an input says that it is a number or a text instead of a path.
  private static func literal(in node: YAMLNode) -> SourcePosition? {
    if let type = node["type"], case .scalar(let scalar) = type.content,
      ["string", "number", "integer", "boolean", "float"].contains(scalar.text.lowercased())
    {
      return type.position
    }
    return node.entries.first { ["default", "value"].contains($0.key) }?.keyPosition
  }
}

extension ManifestType where Parsed == InvocationInputs.Output {
  /// A map with `type` and `path`, or the path alone.
  fileprivate static let output = ManifestType { node, key, reader in
    guard case .map = node.content else {
      return ManifestType<String>.localPath.parse(node, key, &reader)
        .map { InvocationInputs.Output(path: $0) }
    }
    var output = InvocationInputs.Output()
    reader.read(node, at: key.path, into: &output, by: fields)
    return output
  } print: { output, printer in
    printer.write(output, startingFrom: InvocationInputs.Output(), by: fields)
  }

  private static let fields: [ManifestField<InvocationInputs.Output>] = [
    ManifestField("type", \.type, .dataType),
    ManifestField("path", \.path, .localPath),
    ManifestField("mode", \.mode, .text),
  ]
}

extension ManifestType where Parsed == InputSource {
  /// `azureml:NAME:VERSION`, `azureml:NAME@LABEL`, `azureml:NAME`, or a local path.
  fileprivate static let inputSource = ManifestType { node, key, reader in
    if case .scalar(let scalar) = node.content, scalar.text.hasPrefix("azureml:"),
      !scalar.text.hasPrefix("azureml:/")
    {
      return assetReference(node, key, &reader, orElse: "a local path")
        .map(InputSource.reference)
    }
    return ManifestType<String>.localPath.parse(node, key, &reader).map(InputSource.path)
  } print: { source, printer in
    switch source {
    case .reference(let reference): reference.node
    case .path(let path): printer.path(path)
    }
  }
}
