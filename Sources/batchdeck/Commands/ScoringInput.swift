import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import Registry

extension DataType: ExpressibleByArgument {}

/// What a job is to read, as operators name it: a path, a `file://` URI, or `azureml:NAME:VERSION`.
struct ScoringInput {
  /// As typed.
  var text: String
  /// What it must be; nil takes a file or a folder.
  var type: DataType?

  /// What is to be listed: the text itself, or where the files of the data asset are.
  ///
  /// - Throws: `CommandFailure`, `ExecutionError.inputRemote`.
  func path(_ data: AssetRegistry<RegisteredData>) throws -> String {
    let path = text.hasPrefix("azureml:") ? try pathOfAsset(data) : text
    if let type, let actual = Self.type(of: path), actual != type {
      throw refusal(
        "this is a \(actual.noun), and --input-type is \(type.rawValue); "
          + "give \(actual.rawValue).")
    }
    return path
  }

  private func pathOfAsset(_ data: AssetRegistry<RegisteredData>) throws -> String {
    if text.hasPrefix("azureml:/") { throw ExecutionError.inputRemote(uri: text) }
    let reference = AssetReference(shorthand: text)
    do {
      let asset = try data.find(reference)
      guard Self.type(of: asset.path) != nil else {
        throw refusal("it is no longer at \(asset.path); put it back, or register it again.")
      }
      return asset.path
    } catch RegistryError.notFound(let item, let nearest) {
      let advice =
        nearest.map { "did you mean \"azureml:\($0)\"?" }
        ?? "register it with: batchdeck data create --name \(reference.name) --path PATH"
      throw refusal("the \(item) is not registered; \(advice)")
    } catch let error as RegistryError {
      throw refusal("\(error)")
    }
  }

  /// What stands at a path or `file://` URI; nil where nothing does.
  private static func type(of path: String) -> DataType? {
    var isFolder: ObjCBool = false
    let path = path.hasPrefix("file://") ? URL(string: path)?.path ?? path : path
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    return isFolder.boolValue ? .folder : .file
  }

  private func refusal(_ message: String) -> CommandFailure {
    CommandFailure(status: .couldNotStart, message: "--input \(text): \(message)")
  }
}

extension DataType {
  fileprivate var noun: String {
    switch self {
    case .file: "file"
    case .folder: "folder"
    }
  }
}

/// A folder to write to, as operators name it: a path or a `file://` URI.
///
/// - Throws: `CommandFailure` for anything else.
func localFolder(_ text: String, of option: String) throws -> String {
  guard text.contains("://") || text.hasPrefix("azureml:") else { return text }
  guard let url = URL(string: text), url.isFileURL, ["", "localhost"].contains(url.host ?? "")
  else {
    throw CommandFailure(
      status: .couldNotStart,
      message: "\(option) \(text): only local folders can be written to; name one.")
  }
  return url.path
}
