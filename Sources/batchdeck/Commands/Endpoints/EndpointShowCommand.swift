import ArgumentParser
import BatchEndpoints
import Registry

struct EndpointShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one endpoint; with -o yaml its manifest.")

  @OptionGroup var endpoint: EndpointNameOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let shown = try EndpointShow(try context.registry.endpoints.endpoint(endpoint.name), context)
    try output.show(shown.json, manifest: shown.endpoint.manifest) {
      printOutput(shown.lines.joined(separator: "\n"))
    }
  }
}
