import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import Registry

struct ModelArtifactsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "artifacts",
    abstract: "List a folder of a model's files, or show a file's beginning.")

  @Argument(help: "NAME, NAME:VERSION or NAME@latest.")
  var model: String

  @Argument(help: "A file or folder of the model, as artifacts lists it.")
  var path: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let found = try context.registry.models.find(AssetReference(shorthand: model))
    let entries = try context.models.artifacts(of: found.identity, path: path)
    if let only = entries.first, entries.count == 1, only.path == path, only.isFile {
      return try showFile(only.path, of: found, context)
    }
    try output.show(entries.map(ArtifactShow.init)) {
      printOutput(
        columns(
          ["PATH", "SIZE"],
          entries.map { entry in
            [
              Wording.harmless(entry.path) + (entry.isFile ? "" : "/"),
              Wording.bytes(entry.bytes),
            ]
          }))
    }
  }

  private func showFile(_ path: String, of model: RegisteredModel, _ context: Context) throws {
    let preview = try context.models.preview(of: model.identity, path: path)
    let content = preview.content
    printError(
      "\(Wording.harmless(path))  \(content.kind), \(Wording.bytes(content.bytes))  "
        + "sha256 \(preview.sha256)")
    let width = content.facts.map(\.label.count).max() ?? 0
    for fact in content.facts {
      let label = fact.label.padding(toLength: width, withPad: " ", startingAt: 0)
      printOutput(Wording.harmless("\(label)  \(fact.value)"))
    }
    for line in content.lines { printOutput(Wording.harmless(line)) }
    if content.isCut, !content.lines.isEmpty { printError("… there is more in it.") }
  }
}

private struct ArtifactShow: Encodable {
  var path: String
  var bytes: Int
  var isFolder: Bool

  init(_ entry: ModelEntry) {
    path = entry.path
    bytes = entry.bytes
    isFolder = !entry.isFile
  }
}

extension ModelEntry {
  fileprivate var isFile: Bool {
    switch kind {
    case .file: true
    case .folder: false
    }
  }
}
