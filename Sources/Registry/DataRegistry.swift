package import BatchEndpoints
import GRDB

/// The data assets of this machine.
package struct DataRegistry: Sendable {
  private let database: RegistryDatabase

  package init(_ database: RegistryDatabase) { self.database = database }

  /// Adds a data asset under the version asked for, or the next number, and returns it as it is kept.
  /// `make` is told the version.
  ///
  /// - Throws: `RegistryError.exists`.
  package func add(
    _ name: String, version: String?, make: (AssetVersion) throws -> RegisteredData
  ) throws -> RegisteredData {
    try database.queue.write { db in
      let data = try make(try RegisteredData.newVersion(db, name: name, asked: version))
      try Stored(data).insert(db)
      return try RegisteredData.find(db, name: data.name, version: data.version) ?? data
    }
  }

  /// The data asset that a reference means; `latest` is the newest that is not archived.
  ///
  /// - Throws: `RegistryError.notFound`, `.labelUnknown`, `.allArchived`.
  package func data(_ reference: AssetReference) throws -> RegisteredData {
    try database.queue.read { try RegisteredData.resolve($0, reference) }
  }

  /// By name; of one name the latest first.
  package func data(
    named name: String? = nil, _ filter: ArchiveFilter = .active
  ) throws -> [RegisteredData] {
    try database.queue.read { try RegisteredData.list($0, name: name, filter) }
  }

  /// Archives or restores a version, or all of a name.
  ///
  /// - Throws: `RegistryError.notFound`.
  package func setArchived(_ isArchived: Bool, name: String, version: String? = nil) throws {
    try database.queue.write {
      try RegisteredData.setArchived($0, isArchived, name: name, version: version)
    }
  }

  /// Forgets a data asset; its files stay.
  ///
  /// - Throws: `RegistryError.notFound`.
  package func delete(_ data: AssetVersion) throws {
    try database.queue.write { try RegisteredData.delete($0, data) }
  }
}
