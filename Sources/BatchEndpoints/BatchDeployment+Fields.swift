extension BatchDeployment {
  /// The keys of a deployment that stand at the root in both shapes.
  static let rootFields: [ManifestField<BatchDeployment>] = [
    .constant(
      "$schema", "https://azuremlschemas.azureedge.net/latest/modelBatchDeployment.schema.json"),
    .ignored("id"),
    ManifestField("name", \.name, .name, isRequired: true),
    ManifestField("endpoint_name", \.endpointName, .name),
    ManifestField("description", \.description, .text),
    ManifestField("tags", \.tags, .textMap),
    ManifestField("properties") { node, key, deployment, reader in
      guard let properties = ManifestType.textMap.parse(node, key, &reader) else { return }
      deployment.properties = properties
      deployment.engineOptions = EngineOptions.read(node, at: key.path, &reader)
    } write: { deployment, _, printer in
      deployment.properties.isEmpty && printer.style == .manifest
        ? nil : ManifestType.textMap.print(deployment.properties, printer)
    },
    // Read before the table, because it decides the shape.
    .constant("type", "model"),
    ManifestField("model", \.model, .model),
    ManifestField("code_configuration", \.codeConfiguration, .codeConfiguration),
    ManifestField("environment", \.environment, .environment),
    ManifestField("compute", \.compute, .text),
    ManifestField("resources", \.resources, .map(Resources(), resourcesFields)),
  ]

  /// The table of `settings`; `instance_count` stands here or in `resources`.
  static let settingsFields: [ManifestField<BatchDeployment>] =
    DeploymentSettings.fields.map { $0.inside(\.settings) } + [
      // Written in `resources`.
      ManifestField("instance_count") { node, key, deployment, reader in
        if let count = ManifestType.integer(1...int32, of: "instances").parse(node, key, &reader) {
          deployment.resources.instanceCount = count
        }
      }
    ]

  private static let resourcesFields: [ManifestField<Resources>] = [
    ManifestField("instance_count", \.instanceCount, .integer(1...int32, of: "instances")),
    ManifestField("instance_type", \.instanceType, .text),
    ManifestField("max_instance_count", \.maxInstanceCount, .integer(1...int32, of: "instances")),
    ManifestField("locations", \.locations, .textList),
    ManifestField("shm_size", \.shmSize, .text),
    ManifestField("docker_args", \.dockerArgs, .anything),
    ManifestField("properties", \.properties, .freeMap),
  ]

  /// Where keys belong that are often put one level too high or too low.
  static let homes: [String: String] = [
    "channels": "conda_file", "dependencies": "conda_file",
    "code": "code_configuration", "scoring_script": "code_configuration",
    "conda_file": "environment", "image": "environment",
    "instance_count": "resources", "instance_type": "resources",
    "max_retries": "retry_settings", "timeout": "retry_settings",
  ].merging(DeploymentSettings.fields.map { ($0.key, "settings") }) { home, _ in home }
}

extension DeploymentSettings {
  static let fields: [ManifestField<DeploymentSettings>] = [
    ManifestField("mini_batch_size", \.miniBatchSize, .integer(1...int32, of: "files")),
    ManifestField(
      "max_concurrency_per_instance", \.maxConcurrencyPerInstance,
      .integer(1...int32, of: "workers")),
    ManifestField("error_threshold", \.errorThreshold, .integer(-1...int32, of: "files")),
    ManifestField(
      "retry_settings", \.retrySettings,
      .map(
        RetrySettings(),
        [
          ManifestField("max_retries", \.maxRetries, .integer(0...int32, of: "retries")),
          ManifestField("timeout", \.timeoutSeconds, .integer(1...int32, of: "seconds")),
        ])),
    ManifestField("output_action", \.outputAction, .choice()),
    ManifestField("output_file_name", \.outputFileName, .fileName),
    ManifestField("logging_level", \.loggingLevel, .loggingLevel),
    ManifestField("environment_variables", \.environmentVariables, .environmentVariables),
  ]
}

/// Azure stores these numbers in 32 bits.
private let int32 = Int(Int32.max)

extension ManifestType where Parsed == BatchDeployment.CodeConfiguration {
  fileprivate static let codeConfiguration = ManifestType.map(
    BatchDeployment.CodeConfiguration(code: "", scoringScript: ""),
    [
      ManifestField("code", \.code, .localPath, isRequired: true),
      ManifestField("scoring_script", \.scoringScript, .scoringScript, isRequired: true),
    ])
}

extension ManifestType where Parsed == String {
  /// Any text, as in Azure's schema; a warning for what Python's `logging` does not know.
  fileprivate static let loggingLevel = ManifestType { node, key, reader in
    guard let text = text.parse(node, key, &reader) else { return nil }
    let known = ["debug", "info", "warning", "error", "critical"]
    if !known.contains(text.lowercased()) {
      reader.warn(
        "\(key.name) is \(quoted(text)); Python's logging knows debug, info, warning, error and "
          + "critical.", at: node.position)
    }
    return text
  }
}
