import ArgumentParser
import Registry

struct ModelArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "Take a model, or one version of it, out of lists.")

  @Option(name: [.customShort("n"), .long], help: "The model's name.")
  var name: String
  @Option(name: [.customShort("v"), .long], help: "Its version. Default: all of them.")
  var version: String?

  func run() throws {
    try Context().registry.models.setArchived(true, name: name, version: version)
  }
}

struct ModelRestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring an archived model back.")

  @Option(name: [.customShort("n"), .long], help: "The model's name.")
  var name: String
  @Option(name: [.customShort("v"), .long], help: "Its version. Default: all of them.")
  var version: String?

  func run() throws {
    try Context().registry.models.setArchived(false, name: name, version: version)
  }
}
