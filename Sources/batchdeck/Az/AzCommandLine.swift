import ArgumentParser
import BatchEndpoints

/// A command line for Azure's own command, `az ml …`, read as one for us.
struct AzCommandLine {
  /// Without what only Azure has a use for.
  let arguments: [String]

  init(_ typed: some Sequence<String>) {
    var arguments: [String] = []
    var isValue = false
    for argument in typed {
      if isValue {
        isValue = false
      } else if Self.droppedOptions.contains(argument) {
        isValue = true
      } else if !Self.droppedFlags.contains(argument),
        !Self.droppedOptions.contains(where: { argument.hasPrefix("\($0)=") })
      {
        arguments.append(Self.shortened[argument] ?? argument)
      }
    }
    self.arguments = arguments
  }

  /// Which workspace is meant: there is one here.
  private static let droppedOptions: Set = [
    "-g", "--resource-group", "-w", "--workspace-name", "--subscription",
  ]

  /// How much is said, what is waited for, which web page is opened: nothing of that differs here.
  private static let droppedFlags: Set = [
    "--only-show-errors", "--verbose", "--debug", "--no-wait", "--web",
  ]

  /// Azure's command takes any unambiguous beginning of an option; its published examples use these.
  private static let shortened = ["--endpoint": "--endpoint-name", "--f": "--file"]

  /// Does what is asked, or says in one line that it is not done here.
  func run() throws {
    let words = Array(arguments.prefix { !$0.hasPrefix("-") })
    if let answer = AzAnswer.all.first(where: { words.starts(with: $0.words) }) {
      return try answer.give(Array(arguments.dropFirst(answer.words.count)))
    }
    if arguments == ["--version"] || arguments == ["-v"] {
      return printOutput("BatchDeck \(BatchDeck.version) answers in place of az.")
    }
    guard words.isEmpty || words.first == "ml" else { throw unknown(words) }
    try check(words.dropFirst())
    let ours = Array(arguments.dropFirst(words.isEmpty ? 0 : 1))
    var command = try BatchDeck.parseAsRoot(ours.isEmpty ? ["--help"] : ours)
    try command.run()
  }

  /// Refuses a noun that we do not have, or a verb that it does not have here.
  private func check(_ words: ArraySlice<String>) throws {
    guard let noun = words.first, noun != "help" else { return }
    if noun == "component" {
      throw CommandFailure(
        status: .couldNotStart,
        message: "az ml component is not supported: BatchDeck runs batch deployments of models; "
          + "components are parts of pipelines.")
    }
    let command = BatchDeck.azVerbs.first { $0.configuration.commandName == noun }
    let verbs = command?.configuration.subcommands.compactMap {
      $0.configuration.commandName
    }
    guard let verbs else { throw unknown(["ml"] + words) }
    if let verb = words.dropFirst().first, !verbs.contains(verb) {
      throw CommandFailure(
        status: .couldNotStart,
        message: "az ml \(noun) \(verb) is not something BatchDeck answers; "
          + "az ml \(noun) has: \(verbs.joined(separator: ", ")).")
    }
  }

  private func unknown(_ words: some Sequence<String>) -> CommandFailure {
    let nouns = BatchDeck.azVerbs.compactMap { $0.configuration.commandName }
    return CommandFailure(
      status: .couldNotStart,
      message: "az \(words.joined(separator: " ")) is not something BatchDeck answers; "
        + "it runs the az ml verbs for batch deployments: "
        + (nouns + ["compute"]).joined(separator: ", ") + ".")
  }
}
