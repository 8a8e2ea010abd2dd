import ArgumentParser
import BatchEndpoints
import Execution
import Registry

struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one model, the latest version by default.")

  @OptionGroup var asset: AssetOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let found = try context.registry.models.find(asset.reference)
    let shown = ModelShow(found, path: context.models.path(of: found))
    try output.show(shown) {
      for line in shown.lines { printOutput(line) }
    }
  }
}
