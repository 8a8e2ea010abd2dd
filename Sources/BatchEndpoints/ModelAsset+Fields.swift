extension ModelAsset: Manifest {
  package static let schema = ManifestSchema(
    kind: .model,
    read: { root, reader in
      var model = ModelAsset(path: "")
      reader.read(root, at: "", into: &model, by: fileFields)
      return model
    },
    write: { model, printer in
      printer.write(model, startingFrom: ModelAsset(path: ""), by: fileFields)
    })

  private static let fileFields =
    [.constant("$schema", "https://azuremlschemas.azureedge.net/latest/model.schema.json")]
    + fields(nameIsRequired: true)

  /// The table of a model, in a file of its own or inside a deployment.
  static func fields(nameIsRequired: Bool) -> [ManifestField<ModelAsset>] {
    [
      ManifestField("name", \.name, .name, isRequired: nameIsRequired),
      ManifestField("version", \.version, .version),
      ManifestField("description", \.description, .text),
      ManifestField("tags", \.tags, .textMap),
      ManifestField("properties", \.properties, .textMap),
      ManifestField("type", \.type, .choice()),
      ManifestField("path", \.path, .localPath, isRequired: true),
      ManifestField("stage", \.stage, .text),
      ManifestField("flavors", \.flavors, .freeMap),
      ManifestField("datastore", \.datastore, .text),
      ManifestField("system_metadata", \.systemMetadata, .freeMap),
      ManifestField("default_deployment_template", \.defaultDeploymentTemplate, .anything),
      ManifestField("allowed_deployment_templates", \.allowedDeploymentTemplates, .anything),
    ] + ManifestField.readOnly(["intellectual_property", "job_name", "utc_time_created"])
  }
}
