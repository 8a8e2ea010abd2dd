import ArgumentParser
import BatchEndpoints
import Foundation
import Registry

struct EndpointCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Create an endpoint from a manifest, or from options alone.",
    discussion: """
      An endpoint of that name is updated; its default deployment stays where the manifest names none.
      """)

  @Option(name: [.customShort("n"), .long], help: "The endpoint's name.")
  var name: String?
  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var noWait: NoWaitOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let loaded = try manifest.load(
      as: BatchEndpoint.self, orElse: emptyDraft(for: "batch-endpoint create"),
      [ManifestOption("name", name)])
    let context = try Context()
    let registry = context.registry.endpoints
    var endpoint = RegisteredEndpoint(loaded.value, createdAt: Date())
    if endpoint.defaultDeployment == nil {
      let known = try registry.endpoints().first { $0.name == endpoint.name }
      endpoint.defaultDeployment = known?.defaultDeployment
    }
    let isNew = try registry.put(endpoint)
    printError("Endpoint \(endpoint.name) is \(isNew ? "created" : "updated").")
    let shown = try EndpointShow(try registry.endpoint(endpoint.name), context)
    try output.show(shown.json) { printOutput(shown.lines.joined(separator: "\n")) }
  }
}
