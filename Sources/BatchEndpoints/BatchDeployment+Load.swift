extension BatchDeployment: Manifest {
  /// The current shape and the legacy flat one are both read; the current one is written, and `show`
  /// prints the flat one, as Azure's does.
  package static let schema = ManifestSchema(kind: .deployment, read: read, write: write)

  /// The deployment in a root map; nil, with the reason reported, when it is a pipeline.
  static func read(_ root: YAMLNode, _ reader: inout ManifestReader) -> BatchDeployment? {
    guard isModelDeployment(root, &reader) else { return nil }
    reader.homes = homes
    var deployment = BatchDeployment(name: "")
    reader.read(root, at: "", into: &deployment, by: fields(for: root))
    checkSettings(root, &reader)
    checkCompleteness(root, deployment, &reader)
    return deployment
  }

  /// Only `type: model` runs here. A pipeline's other keys are not looked at, its type says it all.
  private static func isModelDeployment(
    _ root: YAMLNode, _ reader: inout ManifestReader
  ) -> Bool {
    let isPipeline = { (node: YAMLNode) in
      if case .scalar(let scalar) = node.content {
        scalar.text.lowercased() == "pipeline"
      } else {
        false
      }
    }
    if let type = root["type"] {
      if isPipeline(type) {
        reader.error(
          "type is \(type.shown); pipeline deployments are not supported, only \"model\".",
          at: type.position)
        return false
      }
      let key = ManifestKey(name: "type", path: "type")
      _ = ManifestType<DeploymentType>.choice().parse(type, key, &reader)
    } else if let entry = root.entries.first(where: {
      $0.key == "component" || $0.key == "job_definition"
    }) {
      reader.error(
        "\(entry.key) makes this a pipeline deployment; only model deployments are supported.",
        at: entry.keyPosition)
      return false
    }
    return true
  }

  private enum DeploymentType: String, CaseIterable, Sendable {
    case model
  }

  // MARK: - Shapes

  /// The current shape keeps the settings in a map of their own, the legacy shape at the root. The
  /// keys decide, as Azure's two loaders do: `settings` or `type` means the current shape.
  private static func fields(for root: YAMLNode) -> [ManifestField<BatchDeployment>] {
    root["settings"] != nil || root["type"] != nil ? currentFields : flatFields
  }

  private static let flatFields =
    rootFields + DeploymentSettings.fields.map { $0.inside(\.settings) }

  private static let currentFields =
    rootFields + [settingsField] + DeploymentSettings.fields.map { misplaced($0.key) }

  private static let settingsField = ManifestField<BatchDeployment>("settings") {
    node, key, deployment, reader in
    reader.read(node, at: key.path, into: &deployment, by: settingsFields)
  } write: { deployment, empty, printer in
    guard deployment.settings != empty.settings else { return nil }
    // Azure's tools cannot read settings without a mini_batch_size.
    let size = ("mini_batch_size", YAMLNode.plain("\(deployment.settings.miniBatchSize)"))
    let settings = printer.write(deployment, startingFrom: empty, by: settingsFields)
    let others = settings.entries.filter { $0.key != size.0 }.map { ($0.key, $0.value) }
    return .map([size] + others)
  }

  private static func write(_ deployment: BatchDeployment, _ printer: ManifestPrinter) -> YAMLNode {
    let empty = BatchDeployment(name: "")
    switch printer.style {
    case .manifest:
      return printer.write(deployment, startingFrom: empty, by: currentFields)
    case .show:
      // As Azure's, which prints no file name where none is used.
      let fields = flatFields.filter {
        $0.key != "output_file_name" || deployment.settings.outputAction == .appendRow
      }
      return printer.write(deployment, startingFrom: empty, by: fields)
    }
  }

  /// A key of `settings` at the root of the current shape: Azure drops two of them in silence and
  /// rejects the rest.
  private static func misplaced(_ key: String) -> ManifestField<BatchDeployment> {
    ManifestField(key) { node, _, _, reader in
      if key == "environment_variables" || key == "error_threshold" {
        reader.warn(
          "\(key) is ignored at the root, as Azure drops it without a word; move it into settings.",
          at: node.position)
      } else {
        reader.error("\(key) stands at the root; move it into settings.", at: node.position)
      }
    }
  }

  // MARK: - What no single key shows

  private static func checkSettings(_ root: YAMLNode, _ reader: inout ManifestReader) {
    guard let settings = root.entries.first(where: { $0.key == "settings" }) else { return }
    if case .map = settings.value.content, settings.value["mini_batch_size"] == nil {
      let standard = DeploymentSettings().miniBatchSize
      reader.warn(
        "settings has no mini_batch_size, which Azure's tools cannot read; \(standard) is used.",
        at: settings.keyPosition)
    }
    if let count = settings.value["instance_count"], root["resources"] != nil {
      reader.error(
        "instance_count is given in settings beside resources; keep one of them.",
        at: count.position)
    }
  }

  private static func checkCompleteness(
    _ root: YAMLNode, _ deployment: BatchDeployment, _ reader: inout ManifestReader
  ) {
    if root["compute"] == nil {
      reader.warn("compute is missing; Azure requires it.", at: root.position)
    }
    if root["model"] == nil {
      reader.warn(
        "model is missing; Azure requires it, and AZUREML_MODEL_DIR will not be set.",
        at: root.position)
    }
    if root["code_configuration"] == nil {
      if !deployment.mayRunWithoutScript(modelIsGiven: root["model"] != nil) {
        reader.error(
          "code_configuration is missing; only MLflow models run without a scoring script.",
          at: root.position)
      }
    } else if root["environment"] == nil {
      reader.warn(
        "environment is missing; Azure requires it for a scoring script.", at: root.position)
    }
  }

  /// A referenced model may turn out to be an MLflow model, and a model with errors may have meant
  /// to be one.
  private func mayRunWithoutScript(modelIsGiven: Bool) -> Bool {
    switch model {
    case .inline(let model): model.type == .mlflowModel
    case .reference: true
    case nil: modelIsGiven
    }
  }
}
