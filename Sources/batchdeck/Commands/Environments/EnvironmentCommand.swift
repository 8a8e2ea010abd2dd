import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import Registry

/// `batchdeck environment …`
struct EnvironmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environment", abstract: "Register Python environments and build them.",
    subcommands: [
      EnvironmentCreateCommand.self, EnvironmentListCommand.self, EnvironmentShowCommand.self,
      ArchiveCommand<RegisteredEnvironment>.self, RestoreCommand<RegisteredEnvironment>.self,
      EnvironmentBuildCommand.self,
    ])
}

struct EnvironmentCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Register an environment from a manifest, or from options alone.",
    discussion: "The conda file's content is kept with it; nothing is built yet.")

  @OptionGroup var manifest: AssetManifestOptions
  @OptionGroup var sources: EnvironmentSourceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let loaded = try manifest.load(
      as: EnvironmentAsset.self, verb: "environment create", options: sources.options)
    let problems = loaded.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    let asset = loaded.value
    let request = try EnvironmentRequest(
      asset, name: asset.name ?? "", folder: loaded.source.folder)
    let kept = try Context().registry.environments.put(
      asset.name ?? "", version: asset.version
    ) { identity in
      try RegisteredEnvironment(identity, asset, request)
    }
    let shown = EnvironmentShow(kept)
    try output.show(shown) {
      printOutput("Registered:")
      for line in shown.lines { printOutput(line) }
    }
  }
}

/// What an environment is made from.
struct EnvironmentSourceOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "The conda file.", completion: .file())
  var condaFile: String?

  @Option(name: [.short, .long], help: "The container image, which is not pulled here.")
  var image: String?

  @Option(name: [.short, .long], help: "The folder of a Dockerfile, which is not built here.")
  var buildContext: String?

  @Option(name: [.short, .long], help: "The Dockerfile in that folder.")
  var dockerfilePath: String?

  @Option(help: "linux or windows.")
  var osType: String?

  var options: [ManifestOption] {
    [
      ManifestOption("conda_file", name: "conda-file", condaFile, isPath: true),
      ManifestOption("image", image),
      ManifestOption("build.path", name: "build-context", buildContext, isPath: true),
      ManifestOption("build.dockerfile_path", name: "dockerfile-path", dockerfilePath),
      ManifestOption("os_type", name: "os-type", osType),
    ]
  }
}

struct EnvironmentListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List environments by name, the latest version first.")

  @OptionGroup var list: AssetListOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let environments = try list.list(Context().registry.environments)
    try output.show(environments.map(EnvironmentShow.init)) {
      guard !environments.isEmpty else {
        return printError(
          "No environments yet. Register one with: batchdeck environment create --file FILE")
      }
      printOutput(
        columns(
          ["NAME", "VERSION", "PYTHON", "PACKAGES", "CREATED"],
          environments.map { environment in
            [
              environment.name, environment.version, environment.conda?.pythonVersion ?? "any",
              "\(environment.requirementCount)", Wording.time(environment.createdAt),
            ]
          }))
    }
  }
}

struct EnvironmentShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one environment, the latest version by default.")

  @OptionGroup var asset: AssetOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let shown = EnvironmentShow(try Context().registry.environments.find(asset.reference))
    try output.show(shown) {
      for line in shown.lines { printOutput(line) }
    }
  }
}
