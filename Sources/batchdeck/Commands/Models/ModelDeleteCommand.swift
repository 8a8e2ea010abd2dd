import ArgumentParser
import Execution
import Foundation
import Registry

struct ModelDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a version of a model that no deployment uses.")

  @Option(name: [.customShort("n"), .long], help: "The model's name.")
  var name: String
  @Option(name: [.customShort("v"), .long], help: "Its version.")
  var version: String
  @Flag(name: [.short, .long], help: "Do not ask.")
  var yes = false

  func run() throws {
    let context = try Context()
    let identity = AssetVersion(name: name, version: version)
    guard yes || isConfirmed(identity) else {
      throw CommandFailure(status: .couldNotStart, message: "Nothing was deleted.")
    }
    try context.models.delete(identity)
    printError("Deleted model \(identity).")
  }

  private func isConfirmed(_ identity: AssetVersion) -> Bool {
    guard isatty(STDIN_FILENO) == 1 else { return false }
    write("Delete model \(identity) and its files? [y/N] ", to: STDERR_FILENO)
    return readLine()?.lowercased().hasPrefix("y") ?? false
  }
}
