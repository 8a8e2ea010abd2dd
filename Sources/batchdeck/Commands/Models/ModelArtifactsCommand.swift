import ArgumentParser
import BatchEndpoints
import Execution
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
    printError(
      "\(Wording.harmless(path))  \(Wording.bytes(preview.bytes))  sha256 \(preview.sha256)")
    guard preview.kind != .binary else { return printError("It is not text.") }
    for line in String(decoding: preview.head, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      printOutput(Wording.harmless(line))
    }
    if preview.bytes > preview.head.count {
      printError("… the first \(Wording.bytes(preview.head.count)) of it.")
    }
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
