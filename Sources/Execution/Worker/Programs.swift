import Glibc

/// Programs by name, as a shell would find them.
struct Programs: Sendable {
  /// Absolute folders, first choice first, none twice.
  let folders: [String]

  init(environment: [String: String]) {
    var folders: [String] = []
    for folder in (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    where folder.hasPrefix("/") && !folders.contains(String(folder)) {
      folders.append(String(folder))
    }
    self.folders = folders
  }

  func find(_ name: String) -> String? {
    folders.lazy.map { "\($0)/\(name)" }.first(where: Self.isProgram)
  }

  /// A file that may be executed, behind links.
  static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && access(path, X_OK) == 0
  }
}
