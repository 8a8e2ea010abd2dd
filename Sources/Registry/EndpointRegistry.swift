import BatchEndpoints
import GRDB

/// The endpoints of this machine.
package struct EndpointRegistry: Sendable {
  private let database: RegistryDatabase

  package init(_ database: RegistryDatabase) { self.database = database }

  /// Adds an endpoint, or replaces everything of the one of that name but the time of its creation.
  ///
  /// - Returns: whether it is new.
  /// - Throws: `RegistryError.notFound` for a default deployment.
  @discardableResult
  package func put(_ endpoint: RegisteredEndpoint) throws -> Bool {
    try database.queue.write { db in
      try RegisteredDeployment.checkDefault(db, of: endpoint)
      let known = try Stored<RegisteredEndpoint>.fetchOne(db, key: endpoint.name)?.value
      var endpoint = endpoint
      endpoint.createdAt = known?.createdAt ?? endpoint.createdAt
      try Stored(endpoint).save(db)
      return known == nil
    }
  }

  /// - Throws: `RegistryError.notFound`.
  package func endpoint(_ name: String) throws -> RegisteredEndpoint {
    try database.queue.read { try RegisteredEndpoint.find($0, name) }
  }

  /// By name.
  package func endpoints() throws -> [RegisteredEndpoint] {
    try database.queue.read {
      try Stored<RegisteredEndpoint>.fetchAll($0, sql: "SELECT * FROM endpoint ORDER BY name")
        .map(\.value)
    }
  }

  /// Deletes an endpoint and its deployments. Its jobs stay.
  ///
  /// - Throws: `RegistryError.notFound`.
  package func delete(_ name: String) throws {
    try database.queue.write { db in
      _ = try Stored(try RegisteredEndpoint.find(db, name)).delete(db)
    }
  }
}

extension RegisteredEndpoint {
  /// - Throws: `RegistryError.notFound`, with the nearest name.
  static func find(_ db: Database, _ name: String) throws -> RegisteredEndpoint {
    if let found = try Stored<RegisteredEndpoint>.fetchOne(db, key: name) { return found.value }
    let names = try String.fetchAll(db, sql: "SELECT name FROM endpoint ORDER BY name")
    throw RegistryError.notFound(.endpoint(name), nearest: nearestName(to: name, among: names))
  }
}
