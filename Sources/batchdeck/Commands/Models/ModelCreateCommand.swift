import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import Registry

struct ModelCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Register a model from a manifest, or from options alone.")

  @Option(name: [.short, .long], help: "The model's manifest.", completion: .file())
  var file: String?

  @Option(name: [.customShort("n"), .long], help: "The model's name.")
  var name: String?

  @Option(name: [.customShort("v"), .long], help: "Its version. Default: the next number.")
  var version: String?

  @Option(name: [.short, .long], help: "The model's file or folder.", completion: .file())
  var path: String?

  @Option(name: [.short, .long], help: "custom_model (the default) or mlflow_model.")
  var type: String?

  @Option(help: "A sentence about the model.")
  var description: String?

  @Option(help: "KEY.PATH=VALUE, changes the manifest; may be given several times.")
  var set: [String] = []

  @Flag(help: "Leave the files where they are, and record their digests.")
  var inPlace = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let asset = try readManifest()
    let context = try Context()
    var registration = ModelRegistration(
      name: asset.name ?? "", version: asset.version, path: asset.path, type: asset.type)
    registration.description = asset.description
    registration.tags = asset.tags
    registration.properties = asset.properties
    registration.stage = asset.stage
    registration.isInPlace = inPlace

    let bar = CopyProgress()
    let model: RegisteredModel
    do {
      model = try context.models.register(registration) { bar.show($0) }
    } catch {
      bar.clear()
      throw error
    }
    bar.clear()
    let shown = ModelShow(model, path: context.models.path(of: model))
    try output.show(shown) {
      printOutput("Registered:")
      for line in shown.lines { printOutput(line) }
    }
  }

  private func readManifest() throws -> ModelAsset {
    let folder = FileManager.default.currentDirectoryPath
    var draft =
      try file.map { try ManifestDraft(contentsOf: $0) }
      ?? ManifestDraft(named: "model create", folder: folder)
    for (key, value) in [
      ("name", name), ("version", version),
      ("path", path.map { ManifestPath.absolute($0, in: folder) }),
      ("type", type), ("description", description),
    ] {
      if let value { try draft.set(key, to: value, option: "--\(key) \(value)") }
    }
    for assignment in set { try draft.set(assignment) }
    let loaded = try draft.read(as: ModelAsset.self)
    for warning in loaded.warnings { printError("\(warning)") }
    let problems = loaded.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    return loaded.value
  }
}
