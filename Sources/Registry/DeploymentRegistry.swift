import GRDB

/// The deployments of this machine's endpoints.
package struct DeploymentRegistry: Sendable {
  private let database: RegistryDatabase

  package init(_ database: RegistryDatabase) { self.database = database }

  /// Adds a deployment to its endpoint, as the default one when asked to.
  ///
  /// - Throws: `RegistryError.exists`; `.notFound` for the endpoint, model or environment.
  package func add(_ deployment: RegisteredDeployment, asDefault: Bool = false) throws {
    try database.queue.write { db in
      try checkReferences(db, deployment)
      let record = DeploymentRecord(deployment)
      if try record.exists(db) {
        throw RegistryError.exists(
          .deployment(deployment.name, endpoint: deployment.endpointName))
      }
      try record.insert(db)
      if asDefault { try setDefault(db, deployment.name, of: deployment.endpointName) }
    }
  }

  /// Replaces everything but the time of its creation.
  ///
  /// - Throws: `RegistryError.notFound` for the deployment, its endpoint, model or environment.
  package func update(_ deployment: RegisteredDeployment, asDefault: Bool = false) throws {
    try database.queue.write { db in
      try checkReferences(db, deployment)
      var deployment = deployment
      deployment.createdAt =
        try RegisteredDeployment.find(
          db, deployment.name, endpoint: deployment.endpointName
        ).createdAt
      try DeploymentRecord(deployment).update(db)
      if asDefault { try setDefault(db, deployment.name, of: deployment.endpointName) }
    }
  }

  private func checkReferences(_ db: Database, _ deployment: RegisteredDeployment) throws {
    _ = try RegisteredEndpoint.find(db, deployment.endpointName)
    if let model = deployment.model {
      _ = try RegisteredModel.resolve(db, model.reference)
    }
    if let environment = deployment.environment {
      _ = try RegisteredEnvironment.resolve(db, environment.reference)
    }
  }

  private func setDefault(_ db: Database, _ name: String?, of endpoint: String) throws {
    try db.execute(
      sql: "UPDATE endpoint SET default_deployment = ? WHERE name = ?",
      arguments: [name, endpoint])
  }

  /// - Throws: `RegistryError.notFound` for the endpoint or the deployment.
  package func deployment(
    _ name: String, endpoint: String
  ) throws -> RegisteredDeployment {
    try database.queue.read { db in
      _ = try RegisteredEndpoint.find(db, endpoint)
      return try RegisteredDeployment.find(db, name, endpoint: endpoint)
    }
  }

  /// The deployments of an endpoint, by name.
  ///
  /// - Throws: `RegistryError.notFound` for the endpoint.
  package func deployments(of endpoint: String) throws -> [RegisteredDeployment] {
    try database.queue.read { db in
      _ = try RegisteredEndpoint.find(db, endpoint)
      return try DeploymentRecord.fetchAll(
        db, sql: "SELECT * FROM deployment WHERE endpoint_name = ? ORDER BY name",
        arguments: [endpoint]
      ).map(\.deployment)
    }
  }

  /// Deletes a deployment; an endpoint whose default it was has none afterwards. Its jobs stay.
  ///
  /// - Throws: `RegistryError.notFound` for the endpoint or the deployment.
  package func delete(_ name: String, endpoint: String) throws {
    try database.queue.write { db in
      let owner = try RegisteredEndpoint.find(db, endpoint)
      let deployment = try RegisteredDeployment.find(db, name, endpoint: endpoint)
      if owner.defaultDeployment == name { try setDefault(db, nil, of: endpoint) }
      _ = try DeploymentRecord(deployment).delete(db)
    }
  }
}
