import BatchEndpoints
import GRDB

/// What has versions; what all such tables have in common.
package protocol VersionedValue: StoredValue {
  static var kind: AssetKind { get }
  var name: String { get }
  var version: String { get }
  /// Left out of lists, and never the latest.
  var isArchived: Bool { get }
}

/// What stays as it was registered, but for what is said about it.
package protocol DescribedValue: VersionedValue {
  var description: String? { get }
  var tags: [String: String] { get }

  /// Whether it means the same as another of its name and version.
  func hasContent(of other: Self) -> Bool
}

extension VersionedValue {
  package static var tableName: String { kind.rawValue }

  /// Stores something new and returns it as it is kept.
  static func insert(_ db: Database, _ asset: Self) throws -> Self {
    try Stored(asset).insert(db)
    return try find(db, name: asset.name, version: asset.version) ?? asset
  }

  /// The version under which something new is to be stored: the one asked for, or the next number.
  ///
  /// - Throws: `RegistryError.exists`.
  static func newVersion(_ db: Database, name: String, asked: String?) throws -> AssetVersion {
    guard let asked else {
      return AssetVersion(name: name, version: try nextVersion(db, name: name))
    }
    if try find(db, name: name, version: asked) != nil {
      throw RegistryError.exists(.asset(kind, name: name, version: asked))
    }
    return AssetVersion(name: name, version: asked)
  }

  /// The whole number after the highest, archived versions included; versions that are no whole
  /// numbers do not count.
  private static func nextVersion(_ db: Database, name: String) throws -> String {
    // Eighteen digits fit any Int64.
    let last = try Int.fetchOne(
      db,
      sql: """
        SELECT max(CAST(version AS INTEGER)) FROM \(tableName)
        WHERE name = ? AND version NOT GLOB '*[^0-9]*' AND length(version) <= 18
        """, arguments: [name])
    return String((last ?? 0) + 1)
  }

  static func find(_ db: Database, name: String, version: String) throws -> Self? {
    try Stored<Self>.fetchOne(
      db, sql: "SELECT * FROM \(tableName) WHERE name = ? AND version = ?",
      arguments: [name, version])?.value
  }

  /// - Throws: `RegistryError.notFound`, `.labelUnknown`, `.allArchived`.
  static func resolve(_ db: Database, _ reference: AssetReference) throws -> Self {
    let name = reference.name
    switch reference.selector {
    case .version(let version):
      guard let asset = try find(db, name: name, version: version) else {
        throw try notFound(db, name: name, version: version)
      }
      return asset
    case .label("latest"):
      if let asset = try list(db, name: name, .active).first { return asset }
      if try list(db, name: name, .archived).isEmpty { throw try notFound(db, name: name) }
      throw RegistryError.allArchived(kind, name: name)
    case .label(let label):
      throw RegistryError.labelUnknown(kind, name: name, label: label)
    }
  }

  /// By name; of one name the latest first.
  static func list(_ db: Database, name: String?, _ filter: ArchiveFilter) throws -> [Self] {
    let wanted: [Bool] =
      switch filter {
      case .active: [false]
      case .archived: [true]
      case .all: [false, true]
      }
    return try Stored<Self>.fetchAll(
      db,
      sql: """
        SELECT * FROM \(tableName)
        WHERE is_archived IN (?, ?) AND name = coalesce(?, name)
        ORDER BY name, created_at DESC, id DESC
        """, arguments: [wanted.first, wanted.last, name]
    ).map(\.value)
  }

  /// Archives or restores a version, or all of a name.
  ///
  /// - Throws: `RegistryError.notFound`.
  static func setArchived(
    _ db: Database, _ isArchived: Bool, name: String, version: String?
  ) throws {
    try db.execute(
      sql: """
        UPDATE \(tableName) SET is_archived = ?
        WHERE name = ? AND version = coalesce(?, version)
        """, arguments: [isArchived, name, version])
    if db.changesCount == 0 { throw try notFound(db, name: name, version: version) }
  }

  /// - Throws: `RegistryError.notFound`.
  static func delete(_ db: Database, _ identity: AssetVersion) throws {
    try db.execute(
      sql: "DELETE FROM \(tableName) WHERE name = ? AND version = ?",
      arguments: [identity.name, identity.version])
    if db.changesCount == 0 {
      throw try notFound(db, name: identity.name, version: identity.version)
    }
  }

  /// Names the nearest version of the same name, or the nearest name.
  private static func notFound(
    _ db: Database, name: String, version: String? = nil
  ) throws -> RegistryError {
    let item = RegistryItem.asset(kind, name: name, version: version)
    let all = try list(db, name: nil, .all)
    let latest = all.first { $0.name == name }
    let nearest =
      latest.map { "\(name):\($0.version)" }
      ?? nearestName(to: name, among: Set(all.map(\.name)).sorted())
    return .notFound(item, nearest: nearest)
  }
}
