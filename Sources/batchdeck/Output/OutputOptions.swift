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
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let format = output ?? (isTerminal && !Invocation.isAz ? .table : .json)
    if format == .table, query == nil { return try table() }
    let text = try render(
      JSONValue(encoding: result), query: query,
      format: isTerminal ? format : format.withoutColor)
    write(text, to: STDOUT_FILENO)
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
