/// How the program was called.
enum Invocation {
  /// Whether it was by the name of Azure's own command, as through a link.
  static let isAz = CommandLine.arguments.first?.split(separator: "/").last == "az"

  /// What the program is called in its help.
  static var name: String { isAz ? "az ml" : "batchdeck" }
}
