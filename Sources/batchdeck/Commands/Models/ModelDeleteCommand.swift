import ArgumentParser
import Execution
import Registry

struct ModelDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a version of a model that no deployment uses.")

  @Option(name: [.customShort("n"), .long], help: "The model's name.")
  var name: String
  @Option(name: [.customShort("v"), .long], help: "Its version.")
  var version: String
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var noOutput: NoOutputOptions

  func run() throws {
    let context = try Context()
    let identity = AssetVersion(name: name, version: version)
    try confirmation.confirm("Delete model \(identity) and its files?")
    try context.models.delete(identity)
    printError("Deleted model \(identity).")
  }
}
