extension DataAsset: Manifest {
  package static let schema = ManifestSchema(
    kind: .data,
    read: { root, reader in
      var data = DataAsset(name: "", path: "")
      reader.read(root, at: "", into: &data, by: fields)
      return data
    },
    write: { data, printer in
      printer.write(data, startingFrom: DataAsset(name: "", path: ""), by: fields)
    })

  private static let fields: [ManifestField<DataAsset>] =
    [
      .constant("$schema", "https://azuremlschemas.azureedge.net/latest/data.schema.json"),
      ManifestField("name", \.name, .name, isRequired: true),
      ManifestField("version", \.version, .version),
      ManifestField("description", \.description, .text),
      ManifestField("tags", \.tags, .textMap),
      .dropped("properties"),
      ManifestField("type", \.type, .dataType),
      ManifestField("path", \.path, .localPath, isRequired: true),
      ManifestField("datastore", \.datastore, .text),
      ManifestField("auto_delete_setting", \.autoDeleteSetting, .anything),
    ] + ManifestField.readOnly([])
}

extension ManifestType where Parsed == DataType {
  /// `uri_file` or `uri_folder`; what Azure has besides gets a reason.
  static let dataType = ManifestType { node, key, reader in
    if case .scalar(let scalar) = node.content, scalar.text.lowercased() == "mltable" {
      reader.error(
        "\(key.name) is \(quoted(scalar.text)); batch endpoints do not take tables, "
          + "only \"uri_file\" and \"uri_folder\".", at: node.position)
      return nil
    }
    return ManifestType.choice().parse(node, key, &reader)
  }
}
