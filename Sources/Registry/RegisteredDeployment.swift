package import BatchEndpoints
package import Foundation
import GRDB

/// A deployment of an endpoint: its manifest, and what the references in it meant.
package struct RegisteredDeployment: Codable, Sendable, Equatable {
  package var endpointName: String
  package var name: String
  package var manifest: BatchDeployment
  /// Nil when the manifest names no registered model.
  package var model: AssetVersion?
  /// Nil when the manifest names no registered environment.
  package var environment: AssetVersion?
  package var createdAt: Date

  package init(
    endpointName: String, name: String, manifest: BatchDeployment, model: AssetVersion? = nil,
    environment: AssetVersion? = nil, createdAt: Date
  ) {
    self.endpointName = endpointName
    self.name = name
    self.manifest = manifest
    self.model = model
    self.environment = environment
    self.createdAt = createdAt
  }

  /// The manifest with the model and environment that it meant when it was deployed.
  package var resolved: BatchDeployment {
    var deployment = manifest
    if let model { deployment.model = .reference(model.reference) }
    if let environment { deployment.environment = .reference(environment.reference) }
    return deployment
  }
}

/// A row of the table `deployment`.
struct DeploymentRecord: PlainRecord {
  static let databaseTableName = "deployment"

  var endpointName: String
  var name: String
  var manifest: BatchDeployment
  var modelName: String?
  var modelVersion: String?
  var environmentName: String?
  var environmentVersion: String?
  var createdAt: Date

  init(_ deployment: RegisteredDeployment) {
    endpointName = deployment.endpointName
    name = deployment.name
    manifest = deployment.manifest
    modelName = deployment.model?.name
    modelVersion = deployment.model?.version
    environmentName = deployment.environment?.name
    environmentVersion = deployment.environment?.version
    createdAt = deployment.createdAt
  }

  var deployment: RegisteredDeployment {
    func version(_ name: String?, _ version: String?) -> AssetVersion? {
      guard let name, let version else { return nil }
      return AssetVersion(name: name, version: version)
    }
    return RegisteredDeployment(
      endpointName: endpointName, name: name, manifest: manifest,
      model: version(modelName, modelVersion),
      environment: version(environmentName, environmentVersion), createdAt: createdAt)
  }
}

extension RegisteredDeployment {
  /// - Throws: `RegistryError.notFound`, with the nearest name.
  static func find(
    _ db: Database, _ name: String, endpoint: String
  ) throws -> RegisteredDeployment {
    let record = try DeploymentRecord.fetchOne(
      db, key: ["endpoint_name": endpoint, "name": name])
    if let record { return record.deployment }
    let names = try String.fetchAll(
      db, sql: "SELECT name FROM deployment WHERE endpoint_name = ? ORDER BY name",
      arguments: [endpoint])
    throw RegistryError.notFound(
      .deployment(name, endpoint: endpoint), nearest: nearestName(to: name, among: names))
  }

  /// - Throws: `RegistryError.notFound` for a default deployment that the endpoint does not have.
  static func checkDefault(_ db: Database, of endpoint: RegisteredEndpoint) throws {
    guard let name = endpoint.defaultDeployment else { return }
    _ = try find(db, name, endpoint: endpoint.name)
  }

  /// - Throws: `RegistryError.inUse`, with every deployment that uses the model or environment.
  static func refuseIfUsed(_ db: Database, _ kind: AssetKind, _ asset: AssetVersion) throws {
    // Data is a job's, not a deployment's.
    if kind == .data { return }
    let users = try Row.fetchAll(
      db,
      sql: """
        SELECT name, endpoint_name FROM deployment
        WHERE \(kind.rawValue)_name = ? AND \(kind.rawValue)_version = ?
        ORDER BY endpoint_name, name
        """, arguments: [asset.name, asset.version])
    if users.isEmpty { return }
    throw RegistryError.inUse(
      .asset(kind, name: asset.name, version: asset.version),
      by: users.map { .deployment($0["name"], endpoint: $0["endpoint_name"]) })
  }
}
