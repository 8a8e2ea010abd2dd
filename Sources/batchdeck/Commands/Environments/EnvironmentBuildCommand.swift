import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import OutputFormats
import Registry

struct EnvironmentBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Build an environment, or find it built, and print its Python's path.",
    discussion: "What the installers print goes to stderr.")

  @Option(name: [.short, .long], help: "An environment's manifest.", completion: .file())
  var file: String?

  @Option(name: [.short, .long], help: "A conda file alone.", completion: .file())
  var condaFile: String?

  @Option(name: [.customShort("n"), .long], help: "A registered environment's name.")
  var name: String?

  @Option(name: [.customShort("v"), .long], help: "Its version. Default: the latest.")
  var version: String?

  @Option(name: [.customShort("l"), .long], help: "A label instead of a version: latest.")
  var label: String?

  @Option(help: "The interpreter to build on: a path, or a name in PATH.")
  var python: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard [file, condaFile, name].compactMap({ $0 }).count == 1 else {
      throw ValidationError("Name what to build: --name NAME, --file FILE or --conda-file FILE.")
    }
    if name == nil, version != nil || label != nil {
      throw ValidationError("--version and --label belong to --name.")
    }
    if version != nil, label != nil {
      throw ValidationError("--version and --label are given; name one of them.")
    }
  }

  func run() throws {
    let context = try Context()
    var request = try request(context)
    request.python = python
    let built = try EnvironmentStore(home: context.home, environment: context.environment)
      .environment(for: request) { printError($0) }
    // The path alone is what a script wants as well.
    let output = output.query == nil ? output.defaulting(to: .table) : output
    try output.show(BuildShow(built)) { printOutput(built.pythonPath) }
  }

  private func request(_ context: Context) throws -> EnvironmentRequest {
    if let name {
      let reference = AssetReference(
        name: name, selector: version.map { .version($0) } ?? .label(label ?? "latest"))
      let environment = try context.registry.environments.find(reference)
      return EnvironmentRequest(
        name: "\(environment.identity)", conda: environment.conda, folder: environment.folder,
        image: environment.image)
    }
    if let condaFile { return try request(condaFile: condaFile) }
    let loaded = try EnvironmentAsset.load(contentsOf: file ?? "")
    for warning in loaded.warnings { printError("\(warning)") }
    let problems = loaded.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    return try EnvironmentRequest(
      loaded.value, name: loaded.source.file, folder: loaded.source.folder)
  }

  private func request(condaFile: String) throws -> EnvironmentRequest {
    let loaded = try CondaFile.load(contentsOf: condaFile)
    for warning in loaded.warnings { printError("\(warning)") }
    return EnvironmentRequest(
      name: loaded.source.file, conda: loaded.value, folder: loaded.source.folder)
  }
}

/// What a build gave.
private struct BuildShow: Encodable {
  var pythonPath: String
  var pythonVersion: String
  var folder: String
  var digest: String
  var logPath: String
  var packages: [String]
  /// What of the request was not honoured to the letter.
  var notes: [String]
  /// Whether it was there already.
  var reused: Bool

  init(_ built: BuiltEnvironment) {
    pythonPath = built.pythonPath
    pythonVersion = built.pythonVersion
    folder = built.folder
    digest = built.digest
    logPath = built.logPath
    packages = built.packages
    notes = built.notes
    reused = built.isReused
  }
}
