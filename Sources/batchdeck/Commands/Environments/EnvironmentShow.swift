import BatchEndpoints
import Execution
import Foundation
import Registry

/// An environment as `environment show` prints it: Azure's fields, and ours beside them.
struct EnvironmentShow: Encodable {
  private let environment: RegisteredEnvironment

  init(_ environment: RegisteredEnvironment) { self.environment = environment }

  func encode(to encoder: any Encoder) throws {
    var fields = environment.asset.registered(
      id: "azureml:\(environment.identity)", createdAt: environment.createdAt)
    fields["archived"] = .boolean(environment.isArchived)
    try fields.encode(to: encoder)
  }

  /// For people.
  var lines: [String] {
    let python = environment.conda?.pythonVersion.map { "Python \($0)" } ?? "any Python"
    let packages = Wording.count(environment.requirementCount, "package")
    var lines = [
      "\(environment.identity)  \(python), \(packages)"
        + (environment.isArchived ? ", archived" : "")
    ]
    if let image = environment.image {
      lines.append("image   \(Wording.harmless(image)) (not pulled here)")
    }
    return lines + Wording.about(environment.description, tags: environment.tags)
  }
}

extension RegisteredEnvironment {
  /// An environment's manifest; `request` has its conda file, read.
  init(
    _ identity: AssetVersion, _ asset: EnvironmentAsset, _ request: EnvironmentRequest
  ) throws {
    var rest = asset
    (rest.name, rest.version, rest.description, rest.tags) = (nil, nil, nil, [:])
    (rest.image, rest.conda) = (nil, nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    self.init(
      identity, description: asset.description, tags: asset.tags, image: asset.image,
      conda: request.conda, folder: request.folder,
      manifest: String(decoding: try encoder.encode(rest), as: UTF8.self), createdAt: Date())
  }

  /// The environment's manifest, the conda file inside it.
  var asset: EnvironmentAsset {
    var asset =
      manifest.flatMap { try? JSONDecoder().decode(EnvironmentAsset.self, from: Data($0.utf8)) }
      ?? EnvironmentAsset()
    (asset.name, asset.version, asset.description, asset.tags) = (name, version, description, tags)
    asset.image = image
    asset.conda = conda.map(CondaSource.inline)
    return asset
  }

  /// What the conda file asks for besides Python.
  var requirementCount: Int {
    guard let conda else { return 0 }
    return conda.pip.count + conda.packages.count - (conda.pythonVersion == nil ? 0 : 1)
  }
}
