import ArgumentParser
import BatchEndpoints
import Foundation
import OutputFormats

extension Format: ExpressibleByArgument {}

/// `-o` and `--query`: how a command's result is printed.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: "json, jsonc, yaml, table, tsv or none. Default: table on a terminal, json otherwise.")
  var output: Format?

  @Option(help: "A JMESPath query over the result.")
  var query: String?

  func validate() throws {
    guard let query else { return }
    do {
      try checkQuery(query)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Prints a result; `table` writes it for people, and is used where nobody asked for a part of it.
  ///
  /// - Throws: `QueryError` where the query does not fit the result.
  func show(_ result: some Encodable, table: () throws -> Void = {}) throws {
    if isTable { return try table() }
    if format == .none, query == nil { return }
    let text = try render(JSONValue(encoding: result), query: query, format: format)
    write(text, to: STDOUT_FILENO)
  }

  /// Prints a list that may be too long for memory. Only a query needs all of it at once.
  ///
  /// - Throws: `QueryError` where the query does not fit the result.
  func show<Element: Encodable>(
    each forEach: ((Element) throws -> Void) throws -> Void,
    table: @escaping (Element) -> String
  ) throws {
    guard query == nil else {
      var elements: [Element] = []
      try forEach { elements.append($0) }
      return try show(elements)
    }
    var text = BufferedText { write($0, to: STDOUT_FILENO) }
    switch format {
    case .table: try forEach { try text.write(table($0)) }
    case .none: break
    case .json, .jsonc, .yaml, .tsv:
      try text.write(list: forEach, format: format)
    }
    try text.flush()
  }

  /// Whether the result is written for people, by the command itself.
  var isTable: Bool { format == .table && query == nil }

  /// Whether the result is printed for programs, in whatever form.
  var isData: Bool { !isTable && (format != .none || query != nil) }

  private var format: Format {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let format = output ?? (isTerminal && !Invocation.isAz ? .table : .json)
    return isTerminal ? format : format.withoutColor
  }

  /// Prints something that has a manifest: `-o yaml` is that manifest, to be kept and read in again.
  func show(
    _ result: some Encodable, manifest: some Manifest, table: () throws -> Void
  ) throws {
    guard output == .yaml, query == nil else { return try show(result, table: table) }
    write(manifest.yaml(), to: STDOUT_FILENO)
  }

  /// The same options with a format of their own where none was asked for.
  func defaulting(to format: Format) -> OutputOptions {
    var options = self
    options.output = output ?? format
    return options
  }
}

/// `-o` and `--query` of a verb that has no result to print: scripts for `az` give them everywhere.
struct NoOutputOptions: ParsableArguments {
  @OptionGroup(visibility: .hidden) var output: OutputOptions
}
