import ArgumentParser
import BatchEndpoints
import Foundation
import Registry

struct EndpointUpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change an endpoint, its default deployment above all.")

  @OptionGroup var endpoint: EndpointNameOption
  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var noWait: NoWaitOption

  @Option(help: "deployment_name=NAME: where a job goes that names no deployment.")
  var defaults: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let name = endpoint.name
    let known = try context.registry.endpoints.endpoint(name)
    let loaded = try manifest.load(
      as: BatchEndpoint.self,
      orElse: ManifestDraft(of: known.manifest, named: "endpoint \(name)"),
      [
        ManifestOption("name", manifest.file.map { _ in name }),
        ManifestOption("defaults.deployment_name", name: "defaults", try defaultDeployment),
      ])
    guard loaded.value.name == name else {
      throw CommandFailure(
        status: .couldNotStart,
        message: "Endpoint \(name) cannot be renamed; create \(loaded.value.name) instead.")
    }
    try context.registry.endpoints.put(
      RegisteredEndpoint(loaded.value, createdAt: known.createdAt))
    printError("Endpoint \(name) is updated.")
    let shown = try EndpointShow(try context.registry.endpoints.endpoint(name), context)
    try output.show(shown.json) { printOutput(shown.lines.joined(separator: "\n")) }
  }

  private var defaultDeployment: String? {
    get throws {
      guard let defaults else { return nil }
      let (key, value) = try pair(defaults, of: "--defaults")
      guard key == "deployment_name" else {
        throw ValidationError("--defaults is \"\(defaults)\"; it must be deployment_name=NAME.")
      }
      return value
    }
  }
}
