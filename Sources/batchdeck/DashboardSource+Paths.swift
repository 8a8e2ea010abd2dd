import BatchEndpoints
import Dashboard
import Execution
import Foundation
import Registry

/// What a text in a form may become, as the dashboard asks for it; blocks.
struct PathFinder {
  /// More would not be looked through; and folders may hold millions.
  private static let mostNames = 20_000
  /// Of what is found; enough to see that there are too many.
  private static let mostFound = 100

  let registry: RegistryDatabase
  let environment: [String: String]

  /// Texts that begin with what is written, in order; folders end with a slash.
  func completions(_ query: PathQuery) -> [String] {
    var found = paths(query)
    if query.subject == .model {
      let models = (try? registry.models.list()) ?? []
      found += models.map { "\($0.identity)" }.filter { $0.hasPrefix(query.text) }
    }
    return Array(found.sorted().prefix(Self.mostFound))
  }

  private func paths(_ query: PathQuery) -> [String] {
    var text = query.text
    // The form's text is no shell's: only here the home folder has a short name.
    if text.hasPrefix("~/"), let home = environment["HOME"] { text = home + text.dropFirst() }
    let slash = text.lastIndex(of: "/")
    let folder = slash.map { String(text[...$0]) } ?? ""
    let start = slash.map { String(text[text.index(after: $0)...]) } ?? text
    let absolute = ManifestPath.absolute(
      folder.isEmpty ? "." : folder, in: FileManager.default.currentDirectoryPath)
    guard let stream = opendir(absolute) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    var looked = 0
    while looked < Self.mostNames, let entry = readdir(stream) {
      looked += 1
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(start), !name.hasPrefix(".") || start.hasPrefix("."), name != ".",
        name != ".."
      else { continue }
      var status = stat()
      guard stat("\(absolute)/\(name)", &status) == 0 else { continue }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      if isFolder || query.subject.takes(name) {
        found.append(folder + name + (isFolder ? "/" : ""))
      }
    }
    return found
  }
}

extension PathQuery.Subject {
  /// Whether a file of that name may be what is named.
  fileprivate func takes(_ file: String) -> Bool {
    switch self {
    case .manifest: [".yml", ".yaml"].contains { file.lowercased().hasSuffix($0) }
    case .input, .model, .modelFiles, .python: true
    case .output: false
    }
  }
}
