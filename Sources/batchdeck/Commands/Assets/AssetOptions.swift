import ArgumentParser
import BatchEndpoints
import Registry

/// Which version of a model, environment or data asset a verb is about.
struct AssetOptions: ParsableArguments {
  @Option(name: [.customShort("n"), .long], help: "Its name.")
  var name: String

  @Option(name: [.customShort("v"), .long], help: "Its version.")
  var version: String?

  @Option(name: [.customShort("l"), .long], help: "A label instead of a version: latest.")
  var label: String?

  func validate() throws {
    if version != nil, label != nil {
      throw ValidationError("--version and --label are given; name one of them.")
    }
  }

  /// Without a version or label the latest.
  var reference: AssetReference {
    AssetReference(
      name: name, selector: version.map { .version($0) } ?? .label(label ?? "latest"))
  }
}

/// Which assets a list has.
struct AssetListOptions: ParsableArguments {
  @Option(name: [.customShort("n"), .long], help: "Only the versions of this name.")
  var name: String?

  @Option(name: [.customShort("r"), .long], help: "At most so many.")
  var maxResults: Int?

  @Flag(help: "Archived ones as well.")
  var includeArchived = false

  @Flag(help: "Archived ones alone.")
  var archivedOnly = false

  func validate() throws { try checkMaxResults(maxResults) }

  /// By name; of one name the latest first.
  func list<Asset: VersionedValue>(_ registry: AssetRegistry<Asset>) throws -> [Asset] {
    let filter: ArchiveFilter = archivedOnly ? .archived : includeArchived ? .all : .active
    let assets = try registry.list(named: name, filter)
    return Array(assets.prefix(maxResults ?? assets.count))
  }
}
