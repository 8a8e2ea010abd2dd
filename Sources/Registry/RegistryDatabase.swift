import GRDB

/// What this machine's operator has made: models, environments, data, endpoints with their
/// deployments, and jobs.
///
/// Several processes use it at once, each for moments.
package final class RegistryDatabase: Sendable {
  let queue: DatabaseQueue

  /// Opens the registry, and makes it where there is none; its folder exists.
  ///
  /// - Throws: `RegistryError.unusable`.
  package init(path: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    }
    do {
      queue = try Self.open(path, configuration)
    } catch {
      // Without the SQL that found it.
      let reason = (error as? DatabaseError)?.message ?? "\(error)"
      throw RegistryError.unusable(path: path, reason: reason)
    }
  }

  /// Opens and migrates. Of several processes that find an old registry, or none, one makes each step;
  /// the others see it half-way, fail, and find all well when they look again.
  private static func open(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
    for _ in RegistrySchema.migrator.migrations {
      if let queue = try? openOnce(path, configuration) { return queue }
    }
    return try openOnce(path, configuration)
  }

  private static func openOnce(
    _ path: String, _ configuration: Configuration
  ) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try RegistrySchema.migrator.migrate(queue)
    return queue
  }

  package var models: ModelRegistry { ModelRegistry(self) }
  package var environments: AssetRegistry<RegisteredEnvironment> { AssetRegistry(self) }
  package var data: AssetRegistry<RegisteredData> { AssetRegistry(self) }
  package var endpoints: EndpointRegistry { EndpointRegistry(self) }
  package var deployments: DeploymentRegistry { DeploymentRegistry(self) }
  package var jobs: JobRegistry { JobRegistry(self) }
}
