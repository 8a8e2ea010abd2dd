import BatchEndpoints

/// Where BatchDeck keeps what it knows: `BATCHDECK_HOME`, by default
/// `${XDG_DATA_HOME:-~/.local/share}/batchdeck`.
package struct BatchDeckHome: Sendable, Equatable {
  /// Absolute, without a slash at the end.
  package let path: String

  package init(path: String) {
    self.path = path
  }

  /// - Throws: `ExecutionError.homeNotAbsolute`; `.noHome` when neither `XDG_DATA_HOME` nor `HOME` is an
  ///   absolute path either.
  package init(environment: [String: String]) throws {
    func absolute(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let home = environment["BATCHDECK_HOME"], !home.isEmpty {
      guard home.hasPrefix("/") else { throw ExecutionError.homeNotAbsolute(path: home) }
      path = ManifestPath.absolute(home, in: "/")
    } else if let data = absolute("XDG_DATA_HOME") {
      path = data + "/batchdeck"
    } else if let home = absolute("HOME") {
      path = home + "/.local/share/batchdeck"
    } else {
      throw ExecutionError.noHome
    }
  }

  package var registryPath: String { path + "/registry.sqlite" }
  package var jobsPath: String { path + "/jobs" }
  package var cachePath: String { path + "/cache" }

  /// Makes the folder, readable by its owner only.
  ///
  /// - Throws: `ExecutionError.io`.
  package func make() throws { try makeFolder(path) }

  package func job(_ name: String) -> JobFolder { JobFolder(path: jobsPath + "/" + name) }
}
