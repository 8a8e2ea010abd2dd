import ArgumentParser
import Registry

/// `batchdeck model archive`, and so on for whatever has versions.
struct ArchiveCommand<Asset: VersionedValue>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "archive",
      abstract: "Take every version of a name, or the one given, out of lists.")
  }

  @OptionGroup var asset: AssetOptions
  @OptionGroup var noOutput: NoOutputOptions

  func run() throws { try asset.setArchived(true, of: Asset.self) }
}

/// `batchdeck model restore`, and so on.
struct RestoreCommand<Asset: VersionedValue>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "restore",
      abstract: "Bring every archived version of a name, or the one given, back into lists.")
  }

  @OptionGroup var asset: AssetOptions
  @OptionGroup var noOutput: NoOutputOptions

  func run() throws { try asset.setArchived(false, of: Asset.self) }
}

extension AssetOptions {
  fileprivate func setArchived<Asset: VersionedValue>(
    _ isArchived: Bool, of kind: Asset.Type
  ) throws {
    let registry = AssetRegistry<Asset>(try Context().registry)
    let version = try label == nil ? version : registry.find(reference).version
    try registry.setArchived(isArchived, name: name, version: version)
  }
}
