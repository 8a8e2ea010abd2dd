import ArgumentParser
import BatchEndpoints
import Foundation

/// The manifest that a verb makes or changes something from: a file, options, or both. What is typed
/// here wins over the file, and `--set` over the rest.
struct ManifestOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "The manifest.", completion: .file())
  var file: String?

  @Option(help: "A sentence about it.")
  var description: String?

  @Option(parsing: .upToNextOption, help: "KEY=VALUE …")
  var tags: [String] = []

  @Option(parsing: .upToNextOption, help: "KEY.PATH=VALUE …, changes the manifest.")
  var set: [String] = []

  @Flag(help: "Accepted; nothing here takes so long that it could be waited for.")
  var noWait = false

  /// The file with what the options say; `otherwise` stands for the file where none is given.
  ///
  /// `values` are the verb's own options: the key that each is about, and the option as typed. So are
  /// `paths`: one typed here starts at the working directory, one in the file at the file's folder.
  func draft(
    orElse otherwise: @autoclosure () throws -> ManifestDraft,
    _ values: [(key: String, value: String?, option: String)],
    paths: [(key: String, value: String?, option: String)] = []
  ) throws -> ManifestDraft {
    var draft = try file.map { try ManifestDraft(contentsOf: $0) } ?? otherwise()
    for (key, value, option) in values + [("description", description, "--description")] {
      if let value { try draft.set(key, to: value, option: "\(option) \(value)") }
    }
    for (key, path, option) in paths {
      if let path { try draft.set(key, to: Self.absolute(path), option: "\(option) \(path)") }
    }
    for tag in tags {
      let (key, value) = try Self.pair(tag, of: "--tags")
      try draft.set("tags.\(key)", to: value, option: "--tags \(tag)")
    }
    for assignment in set { try draft.set(assignment) }
    return draft
  }

  /// A URI stays as it is, for the manifest's reader to judge.
  private static func absolute(_ path: String) -> String {
    let isURI = path.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.\-]+:/) != nil
    return isURI
      ? path : ManifestPath.absolute(path, in: FileManager.default.currentDirectoryPath)
  }

  /// The two sides of `KEY=VALUE`.
  static func pair(
    _ text: String, of option: String
  ) throws -> (key: String, value: String) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw ValidationError("\(option) is \"\(text)\"; it must be KEY=VALUE.")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }
}

/// `-y`: what a verb that cannot be taken back asks first.
struct ConfirmationOptions: ParsableArguments {
  @Flag(name: [.short, .long], help: "Do not ask.")
  var yes = false

  @Flag(help: "Accepted; nothing here takes so long that it could be waited for.")
  var noWait = false

  /// Asks at a terminal; elsewhere only `--yes` is an answer.
  func confirm(_ question: String) throws {
    if yes { return }
    if isatty(STDIN_FILENO) == 1 {
      write("\(question) [y/N] ", to: STDERR_FILENO)
      if readLine()?.lowercased().hasPrefix("y") == true { return }
    }
    throw CommandFailure(
      status: .couldNotStart, message: "Nothing was deleted; confirm it with --yes.")
  }
}
