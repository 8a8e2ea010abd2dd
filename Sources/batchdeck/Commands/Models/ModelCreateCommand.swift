import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import Registry

struct ModelCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Register a model from a manifest, or from options alone.")

  @OptionGroup var manifest: AssetManifestOptions

  @Option(name: [.short, .long], help: "The model's file or folder.", completion: .file())
  var path: String?

  @Option(name: [.short, .long], help: "custom_model (the default) or mlflow_model.")
  var type: String?

  @Option(name: [.short, .long], help: "A word such as Production.")
  var stage: String?

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
    let loaded = try manifest.load(
      as: ModelAsset.self, verb: "model create",
      options: [
        ManifestOption("path", path, isPath: true), ManifestOption("type", type),
        ManifestOption("stage", stage),
      ])
    let problems = loaded.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    return loaded.value
  }
}
