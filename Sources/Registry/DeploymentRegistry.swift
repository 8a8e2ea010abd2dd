import GRDB

/// The deployments of this machine's endpoints.
package struct DeploymentRegistry: Sendable {
  private let database: RegistryDatabase

  package init(_ database: RegistryDatabase) { self.database = database }

  /// Adds a deployment to its endpoint, or replaces everything of the one of that name but the time of
  /// its creation; makes it the default one when asked to.
  ///
  /// - Returns: whether it is new.
  /// - Throws: `RegistryError.notFound` for the endpoint, model or environment.
  @discardableResult
  package func put(_ deployment: RegisteredDeployment, asDefault: Bool = false) throws -> Bool {
    try database.queue.write { db in
      try checkReferences(db, deployment)
      let known = try DeploymentRecord.fetchOne(
        db, key: ["endpoint_name": deployment.endpointName, "name": deployment.name])
      var record = DeploymentRecord(deployment)
      record.createdAt = known?.createdAt ?? deployment.createdAt
      try record.save(db)
      if asDefault { try setDefault(db, deployment.name, of: deployment.endpointName) }
      return known == nil
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
