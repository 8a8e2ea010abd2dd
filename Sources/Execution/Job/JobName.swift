/// Names a job as Azure does: two words and a number, such as `brave_otter_4821`.
package enum JobName {
  private static let first = [
    "amber", "bold", "brave", "brisk", "calm", "clever", "coral", "crisp", "eager", "early",
    "fair", "fleet", "gentle", "glad", "golden", "green", "happy", "hardy", "ivory", "jolly",
    "keen", "kind", "lively", "lucid", "mellow", "merry", "misty", "neat", "nimble", "noble",
    "olive", "patient", "plucky", "proud", "quick", "quiet", "ready", "rosy", "sandy", "sharp",
    "silver", "smart", "snowy", "steady", "sunny", "swift", "tidy", "upbeat", "vivid", "warm",
  ]
  private static let second = [
    "badger", "beaver", "bison", "carp", "crane", "cricket", "deer", "dolphin", "dove", "eagle",
    "falcon", "ferret", "finch", "fox", "gecko", "goose", "hare", "hawk", "heron", "ibis",
    "jay", "kestrel", "koala", "lark", "lemur", "lynx", "magpie", "marten", "mole", "moth",
    "newt", "otter", "owl", "panda", "pike", "plover", "puffin", "quail", "raven", "robin",
    "salmon", "seal", "shrew", "sparrow", "stork", "swan", "tern", "trout", "vole", "wren",
  ]

  package static func random(using generator: inout some RandomNumberGenerator) -> String {
    let words = [first, second].map { $0.randomElement(using: &generator) ?? "job" }
    return "\(words[0])_\(words[1])_\(Int.random(in: 1000...9999, using: &generator))"
  }

  /// Azure's rule for names that operators give; it makes them fit for a folder, too.
  package static func isFit(_ name: String) -> Bool {
    name.utf8.count <= 255 && name.wholeMatch(of: /[A-Za-z0-9][-A-Za-z0-9_]*/) != nil
  }
}
