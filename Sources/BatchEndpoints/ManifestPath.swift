import Foundation

/// Paths as manifests write them: relative to the manifest's folder, compared and shown without
/// touching the disk.
package enum ManifestPath {
  /// The absolute form of a path, `.` and `..` resolved in the text.
  package static func absolute(_ path: String, in folder: String) -> String {
    normalized(path.hasPrefix("/") ? path : "\(folder)/\(path)")
  }

  /// A path below a folder.
  package static func join(_ folder: String, _ path: String) -> String {
    absolute(path, in: folder)
  }

  /// The absolute folder that holds a file; a relative path starts at the working directory.
  package static func folder(of file: String) -> String {
    absolute("\(file)/..", in: FileManager.default.currentDirectoryPath)
  }

  /// The path as the manifest's author would write it: relative when it lies inside the folder.
  package static func shown(_ path: String, from folder: String) -> String {
    if path == folder { return "." }
    let prefix = folder == "/" ? folder : "\(folder)/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// The last component.
  package static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "/")
  }

  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
