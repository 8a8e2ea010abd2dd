import Foundation

extension ManifestDraft {
  /// At most one byte more than a manifest may have, so that a wrong path cannot fill the memory.
  static func bytes(ofFile path: String) throws(ManifestError) -> Data {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      let limit = YAMLDocument.maximumBytes + 1
      var bytes = Data()
      // A pipe gives what it holds, not what was asked for.
      while bytes.count < limit,
        let more = try handle.read(upToCount: limit - bytes.count), !more.isEmpty
      {
        bytes.append(more)
      }
      return bytes
    } catch {
      throw ManifestError([
        Diagnostic(severity: .error, file: path, message: reasonUnreadable(path, error))
      ])
    }
  }

  private static func reasonUnreadable(_ path: String, _ error: any Error) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return "the file does not exist.\(didYouMean(nearestSibling(of: path), near: path))"
    }
    if isFolder.boolValue { return "this is a folder; name the file in it." }
    return "the file cannot be read: \(error.localizedDescription)"
  }

  private static func didYouMean(_ name: String?, near path: String) -> String {
    guard let name else { return "" }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return " Did you mean \(quoted(folder + name))?"
  }
}

/// The name nearest to a missing file's among the files of its folder.
func nearestSibling(of path: String) -> String? {
  let folder = ManifestPath.folder(of: path)
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return nearestName(to: ManifestPath.name(of: path), among: names.sorted())
}
