package import BatchEndpoints
import GRDB

/// The environments of this machine as they were described; what was built of them is
/// `EnvironmentStore`'s.
package struct EnvironmentRegistry: Sendable {
  private let database: RegistryDatabase

  package init(_ database: RegistryDatabase) { self.database = database }

  /// Adds an environment under the version asked for, or the next number, and returns it as it is
  /// kept. `make` is told the version.
  ///
  /// - Throws: `RegistryError.exists`.
  package func add(
    _ name: String, version: String?, make: (AssetVersion) throws -> RegisteredEnvironment
  ) throws -> RegisteredEnvironment {
    try database.queue.write { db in
      let environment = try make(
        try RegisteredEnvironment.newVersion(db, name: name, asked: version))
      try Stored(environment).insert(db)
      return try RegisteredEnvironment.find(
        db, name: environment.name, version: environment.version) ?? environment
    }
  }

  /// The environment that a reference means; `latest` is the newest that is not archived.
  ///
  /// - Throws: `RegistryError.notFound`, `.labelUnknown`, `.allArchived`.
  package func environment(_ reference: AssetReference) throws -> RegisteredEnvironment {
    try database.queue.read { try RegisteredEnvironment.resolve($0, reference) }
  }

  /// By name; of one name the latest first.
  package func environments(
    named name: String? = nil, _ filter: ArchiveFilter = .active
  ) throws -> [RegisteredEnvironment] {
    try database.queue.read { try RegisteredEnvironment.list($0, name: name, filter) }
  }

  /// Archives or restores a version, or all of a name.
  ///
  /// - Throws: `RegistryError.notFound`.
  package func setArchived(_ isArchived: Bool, name: String, version: String? = nil) throws {
    try database.queue.write {
      try RegisteredEnvironment.setArchived($0, isArchived, name: name, version: version)
    }
  }

  /// Deletes an environment that no deployment uses.
  ///
  /// - Throws: `RegistryError.notFound`, `.inUse`.
  package func delete(_ environment: AssetVersion) throws {
    try database.queue.write { db in
      try RegisteredDeployment.refuseIfUsed(db, .environment, environment)
      try RegisteredEnvironment.delete(db, environment)
    }
  }
}
