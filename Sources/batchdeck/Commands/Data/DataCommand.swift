import ArgumentParser
import BatchEndpoints
import Foundation
import Registry

/// `batchdeck data …`
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Give files and folders to score a name.",
    subcommands: [
      DataCreateCommand.self, DataListCommand.self, DataShowCommand.self,
      ArchiveCommand<RegisteredData>.self, RestoreCommand<RegisteredData>.self,
    ])
}

struct DataCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Register a file or folder from a manifest, or from options alone; it stays there.")

  @OptionGroup var manifest: AssetManifestOptions

  @Option(name: [.short, .long], help: "The file or folder.", completion: .file())
  var path: String?

  @Option(name: [.short, .long], help: "uri_folder (the default) or uri_file.")
  var type: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let loaded = try manifest.load(
      as: DataAsset.self, verb: "data create",
      options: [ManifestOption("path", path, isPath: true), ManifestOption("type", type)])
    let problems = loaded.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    let data = loaded.value
    let kept = try Context().registry.data.put(data.name, version: data.version) {
      RegisteredData(
        $0, type: data.type.rawValue, description: data.description, tags: data.tags,
        path: data.path, createdAt: Date())
    }
    let shown = DataShow(kept)
    try output.show(shown) {
      printOutput("Registered:")
      for line in shown.lines { printOutput(line) }
    }
  }
}

struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List data assets by name, the latest version first.")

  @OptionGroup var list: AssetListOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let shown = try list.list(Context().registry.data).map(DataShow.init)
    try output.show(shown) {
      guard !shown.isEmpty else {
        return printError(
          "No data yet. Register some with: batchdeck data create --name NAME --path PATH")
      }
      printOutput(
        columns(
          ["NAME", "VERSION", "TYPE", "PATH", "CREATED"],
          shown.map { data in
            [
              data.name, data.version, data.type, Wording.harmless(data.path),
              Wording.time(data.creationContext.createdAt),
            ]
          }))
    }
  }
}

struct DataShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one data asset, the latest version by default.")

  @OptionGroup var asset: AssetOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let shown = DataShow(try Context().registry.data.find(asset.reference))
    try output.show(shown) {
      for line in shown.lines { printOutput(line) }
    }
  }
}
