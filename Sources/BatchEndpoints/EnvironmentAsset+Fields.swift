extension EnvironmentAsset: Manifest {
  package static let schema = ManifestSchema(
    kind: .environment,
    read: { root, reader in
      reader.homes = homes
      var environment = EnvironmentAsset()
      reader.read(root, at: "", into: &environment, by: fileFields)
      checkSources(root, &reader)
      if root["conda_file"] == nil, root["image"] == nil, root["build"] == nil {
        reader.warn(
          "neither conda_file nor image is given; the environment is Python and nothing else.",
          at: root.position)
      }
      return environment
    },
    write: { environment, printer in
      printer.write(environment, startingFrom: EnvironmentAsset(), by: fileFields)
    })

  private static let fileFields =
    [.constant("$schema", "https://azuremlschemas.azureedge.net/latest/environment.schema.json")]
    + fields(nameIsRequired: true)

  /// The table of an environment, in a file of its own or inside a deployment.
  static func fields(nameIsRequired: Bool) -> [ManifestField<EnvironmentAsset>] {
    [
      ManifestField("name", \.name, .name, isRequired: nameIsRequired),
      ManifestField("version", \.version, .version),
      ManifestField("description", \.description, .text),
      ManifestField("tags", \.tags, .textMap),
      ManifestField("image", \.image, .text),
      ManifestField("conda_file", \.conda, .condaSource),
      ManifestField("build", \.build, .map(BuildContext(), buildFields)),
      ManifestField("os_type", \.operatingSystem, .choice()),
      ManifestField("inference_config", \.inferenceConfig, .freeMap),
      ManifestField("datastore", \.datastore, .text),
    ] + ManifestField.readOnly(["intellectual_property"])
  }

  private static let buildFields: [ManifestField<BuildContext>] = [
    ManifestField("path", \.path, .localPathOrURI),
    ManifestField("dockerfile_path", \.dockerfilePath, .text),
  ]

  /// Where keys belong that are often put at the root of an environment.
  private static let homes = [
    "channels": "conda_file", "dependencies": "conda_file", "dockerfile_path": "build",
    "path": "build",
  ]

  /// What no single key shows, in a file of its own or inside a deployment.
  static func checkSources(_ node: YAMLNode, _ reader: inout ManifestReader) {
    if let image = node["image"], node["build"] != nil {
      reader.warn(
        "image and build are both given; Azure takes one of them.", at: image.position)
    }
  }
}
