import ArgumentParser
import Registry

struct DeploymentShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one deployment; with -o yaml its manifest.")

  @OptionGroup var deployment: DeploymentNameOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try output.showDeployment(deployment.name, of: deployment.endpointName, try Context())
  }
}
