package import BatchEndpoints
import GRDB

/// The models, the environments or the data assets of this machine, in versions.
///
/// It knows nothing of files on disk: a model's are `ModelStore`'s, what was built of an environment is
/// `EnvironmentStore`'s, and those of data stay where they are.
package struct AssetRegistry<Asset: VersionedValue>: Sendable {
  let database: RegistryDatabase

  package init(_ database: RegistryDatabase) { self.database = database }

  /// The asset that a reference means; `latest` is the newest that is not archived.
  ///
  /// - Throws: `RegistryError.notFound`, `.labelUnknown`, `.allArchived`.
  package func find(_ reference: AssetReference) throws -> Asset {
    try database.queue.read { try Asset.resolve($0, reference) }
  }

  /// By name; of one name the latest first.
  package func list(
    named name: String? = nil, _ filter: ArchiveFilter = .active
  ) throws -> [Asset] {
    try database.queue.read { try Asset.list($0, name: name, filter) }
  }

  /// Archives or restores a version, or all of a name.
  ///
  /// - Throws: `RegistryError.notFound`.
  package func setArchived(_ isArchived: Bool, name: String, version: String? = nil) throws {
    try database.queue.write {
      try Asset.setArchived($0, isArchived, name: name, version: version)
    }
  }

  /// Deletes an asset that no deployment uses.
  ///
  /// `then` takes its files away: until it returns, no other process can add the same version. What
  /// it throws keeps the asset.
  ///
  /// - Throws: `RegistryError.notFound`, `.inUse`; what `then` throws.
  package func delete(_ asset: AssetVersion, then: () throws -> Void = {}) throws {
    try database.queue.write { db in
      try RegisteredDeployment.refuseIfUsed(db, Asset.kind, asset)
      try Asset.delete(db, asset)
      try then()
    }
  }
}

extension AssetRegistry where Asset: DescribedValue {
  /// Adds an asset under the version asked for, or the next number, and returns it as it is kept.
  /// `make` is told the version.
  ///
  /// - Throws: `RegistryError.exists`; what `make` throws.
  package func add(
    _ name: String, version: String?, make: (AssetVersion) throws -> Asset
  ) throws -> Asset {
    try database.queue.write { db in
      try Asset.insert(
        db, try make(try Asset.newVersion(db, name: name, asked: version)))
    }
  }

  /// Adds an asset as `add` does; but a version that is there already with the same content only takes
  /// over the description and the tags, which are all that can change of one (as on Azure).
  ///
  /// - Throws: `RegistryError.differs`; what `make` throws.
  package func put(
    _ name: String, version: String?, make: (AssetVersion) throws -> Asset
  ) throws -> Asset {
    try database.queue.write { db in
      guard let version, let known = try Asset.find(db, name: name, version: version) else {
        return try Asset.insert(
          db, try make(try Asset.newVersion(db, name: name, asked: version)))
      }
      let asset = try make(AssetVersion(name: name, version: version))
      guard asset.hasContent(of: known) else {
        throw RegistryError.differs(.asset(Asset.kind, name: name, version: version))
      }
      let columns = try Stored(asset).databaseDictionary
      try db.execute(
        sql: """
          UPDATE \(Asset.tableName) SET description = ?, tags = ? WHERE name = ? AND version = ?
          """, arguments: [columns["description"], columns["tags"], name, version])
      return try Asset.find(db, name: name, version: version) ?? asset
    }
  }
}
