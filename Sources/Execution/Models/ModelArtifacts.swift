import BatchEndpoints
import Foundation
import Glibc
package import Registry

/// One line of a model's listing.
package struct ModelEntry: Sendable, Equatable {
  /// As seen from `AZUREML_MODEL_DIR`.
  package var path: String
  /// Of all files below, for a folder.
  package var bytes: Int
  package var kind: Kind

  package enum Kind: Sendable, Equatable {
    /// 64 hexadecimal digits.
    case file(sha256: String)
    /// Files at any depth.
    case folder(fileCount: Int)
  }
}

/// How a file of a model begins.
package struct ModelFilePreview: Sendable, Equatable {
  package var path: String
  /// Of the whole file when it was registered.
  package var bytes: Int
  package var sha256: String
  /// At most `ModelFilePreview.headBytes`, as they are now.
  package var head: [UInt8]
  package var kind: Kind

  package static let headBytes = 4096

  package enum Kind: String, Sendable, CaseIterable {
    case text, json, binary
  }
}

extension ModelStore {
  /// What is in a folder of the model, one level deep, in bytewise order; nil for the folder that
  /// `AZUREML_MODEL_DIR` names. For a file, the file.
  ///
  /// - Throws: `RegistryError.notFound`, `ModelError.noSuchFile`.
  package func artifacts(of model: AssetVersion, path: String? = nil) throws -> [ModelEntry] {
    _ = try registry.find(model.reference)
    let folder = path.map(Self.relative) ?? ""
    let all = try registry.artifacts(of: model, under: folder.isEmpty ? nil : folder)
    if all.isEmpty { throw try noSuchFile(folder, of: model) }
    var entries: [ModelEntry] = []
    for artifact in all {
      let rest = artifact.path.utf8.dropFirst(folder.isEmpty ? 0 : folder.utf8.count + 1)
      guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
        entries.append(
          ModelEntry(
            path: artifact.path, bytes: artifact.bytes, kind: .file(sha256: artifact.sha256)))
        continue
      }
      // Files of one folder stand together.
      let name = String(artifact.path[..<slash])
      if let last = entries.last, last.path == name, case .folder(let count) = last.kind {
        entries[entries.count - 1] = ModelEntry(
          path: name, bytes: last.bytes + artifact.bytes, kind: .folder(fileCount: count + 1))
      } else {
        entries.append(
          ModelEntry(path: name, bytes: artifact.bytes, kind: .folder(fileCount: 1)))
      }
    }
    return entries
  }

  /// The beginning of a file of the model.
  ///
  /// - Throws: `RegistryError.notFound`, `ModelError.noSuchFile`; `ExecutionError.io` when the file is
  ///   no longer there.
  package func preview(of identity: AssetVersion, path: String) throws -> ModelFilePreview {
    let model = try registry.find(identity.reference)
    let wanted = Self.relative(path)
    guard
      let artifact = try registry.artifacts(of: identity, under: wanted).first,
      artifact.path == wanted
    else { throw try noSuchFile(wanted, of: identity) }
    // The path begins with the name of the model's own file or folder.
    let file = self.path(of: model) + artifact.path.dropFirst(model.fileName.count)
    let head = try Self.head(of: file)
    return ModelFilePreview(
      path: artifact.path, bytes: artifact.bytes, sha256: artifact.sha256, head: head,
      kind: .init(head: head, isWhole: head.count < ModelFilePreview.headBytes, name: wanted))
  }

  /// As the registry has it: without slashes at the ends, `.` and `..`.
  private static func relative(_ path: String) -> String {
    String(ManifestPath.absolute(path, in: "/").dropFirst())
  }

  private func noSuchFile(_ path: String, of model: AssetVersion) throws -> ModelError {
    let paths = try registry.artifacts(of: model).map(\.path)
    return .noSuchFile(model: model, path: path, nearest: nearestName(to: path, among: paths))
  }

  private static func head(of path: String) throws -> [UInt8] {
    let descriptor = try openFile(path, O_RDONLY)
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: ModelFilePreview.headBytes)
    let count = Glibc.read(descriptor, &head, head.count)
    if count < 0 { throw ExecutionError.io(path: path, activity: "read", errno: errno) }
    return Array(head[..<count])
  }
}

extension ModelFilePreview.Kind {
  /// Text is UTF-8 without control characters other than white space; JSON is text that parses, or, of
  /// a longer file, whose name says so.
  init(head: [UInt8], isWhole: Bool, name: String) {
    // A cut may go through a character, which has four bytes at most.
    let cuts = isWhole ? 0...0 : 0...min(3, head.count)
    let isUTF8 = cuts.contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
    let isPlain = head.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
    guard isUTF8, isPlain else {
      self = .binary
      return
    }
    let isJSON =
      isWhole
      ? (try? JSONSerialization.jsonObject(with: Data(head))) != nil
      : name.lowercased().hasSuffix(".json")
    self = isJSON ? .json : .text
  }
}
