/// How the program was called.
enum Invocation {
  /// Whether it was by the name of Azure's own command, as through a link. A runner that we start may
  /// have any name.
  static let isAz: Bool = {
    let words = CommandLine.arguments.prefix(2)
    return words.first?.split(separator: "/").last == "az" && words.dropFirst() != ["runner"]
  }()

  /// What the program is called in its help.
  static var name: String { isAz ? "az ml" : "batchdeck" }
}
