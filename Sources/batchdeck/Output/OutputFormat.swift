import ArgumentParser
import Foundation

/// How results are printed (`-o`).
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, none

  /// A table for people, JSON for programs.
  static var automatic: OutputFormat { isatty(STDOUT_FILENO) == 1 ? .table : .json }
}

struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: "table, json or none. Default: table on a terminal, json otherwise.")
  var output: OutputFormat?

  var format: OutputFormat { output ?? .automatic }
}

/// JSON as it is printed: snake_case keys in a stable order, ISO 8601 times.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.dateEncodingStrategy = .iso8601
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
