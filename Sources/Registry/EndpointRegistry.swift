import BatchEndpoints
import GRDB

/// The endpoints of this machine.
package struct EndpointRegistry: Sendable {
  private let database: RegistryDatabase

  package init(_ database: RegistryDatabase) { self.database = database }

  /// Adds an endpoint. It has no deployments yet, so it has no default deployment either.
  ///
  /// - Throws: `RegistryError.exists`; `.notFound` for a default deployment.
  package func add(_ endpoint: RegisteredEndpoint) throws {
    try database.queue.write { db in
      if try Stored(endpoint).exists(db) { throw RegistryError.exists(.endpoint(endpoint.name)) }
      try RegisteredDeployment.checkDefault(db, of: endpoint)
      try Stored(endpoint).insert(db)
    }
  }

  /// Replaces everything but the time of its creation.
  ///
  /// - Throws: `RegistryError.notFound` for the endpoint or its default deployment.
  package func update(_ endpoint: RegisteredEndpoint) throws {
    try database.queue.write { db in
      let known = try RegisteredEndpoint.find(db, endpoint.name)
      try RegisteredDeployment.checkDefault(db, of: endpoint)
      var endpoint = endpoint
      endpoint.createdAt = known.createdAt
      try Stored(endpoint).update(db)
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
