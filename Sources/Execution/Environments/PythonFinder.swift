import BatchEndpoints
import Foundation
import Glibc

/// Finds the Python 3 interpreters of this machine.
///
/// In order: `python3` and `python` as a shell would find them; `python3.N` in `PATH`,
/// `/usr/local/bin` and `/usr/bin`, newest first; pyenv's versions; those that uv keeps.
struct PythonFinder: Sendable {
  let environment: [String: String]

  /// How long an interpreter may take to say who it is; a cold disk takes a second.
  private static let deadline = Duration.seconds(20)

  /// The interpreters in order, each once; with `minor` (`3.11`) without those whose name says that
  /// they are another's.
  func interpreters(minor: String? = nil) -> [FoundPython] {
    var found: [FoundPython] = []
    var seen: Set<String> = []
    for candidate in candidates {
      if let minor, let named = candidate.minor, named != minor { continue }
      guard seen.insert(realPath(candidate.path)).inserted,
        case .success(let python) = ask(candidate.path),
        !found.contains(where: { realPath($0.path) == realPath(python.path) })
      else { continue }
      found.append(python)
    }
    return found
  }

  /// The interpreter with this path, or this name in `PATH`.
  ///
  /// - Throws: `ExecutionError.pythonMissing` or `.pythonUnusable`.
  func interpreter(named name: String) throws -> FoundPython {
    let path =
      name.contains("/")
      ? ManifestPath.absolute(name, in: FileManager.default.currentDirectoryPath)
      : Programs(environment: environment).find(name)
    guard let path, Programs.isProgram(path) else { throw ExecutionError.pythonMissing(name: name) }
    return try ask(path).get()
  }

  // MARK: - Where to look

  private struct Candidate {
    var path: String
    /// When the name tells it.
    var minor: String?
  }

  private var candidates: [Candidate] {
    let programs = Programs(environment: environment)
    var candidates = ["python3", "python"].compactMap(programs.find).map { Candidate(path: $0) }

    // Pyenv's shims answer for the version selected alone; the versions themselves follow.
    var folders = programs.folders.filter { !$0.hasSuffix("/shims") }
    folders += ["/usr/local/bin", "/usr/bin"].filter { !folders.contains($0) }
    for folder in folders {
      candidates += names(in: folder, like: /python(3\.[0-9]+)/).map {
        Candidate(path: "\(folder)/\($0.name)", minor: $0.minor)
      }
    }
    for folder in [pyenvVersions, uvVersions].compactMap({ $0 }) {
      candidates += names(in: folder, like: /(?:cpython-)?(3\.[0-9]+)\.[0-9]+(?:-.*)?/).map {
        Candidate(path: "\(folder)/\($0.name)/bin/python3", minor: $0.minor)
      }
    }
    return candidates.filter { Programs.isProgram($0.path) }
  }

  private var pyenvVersions: String? {
    (environment["PYENV_ROOT"] ?? environment["HOME"].map { $0 + "/.pyenv" }).map {
      $0 + "/versions"
    }
  }

  private var uvVersions: String? {
    environment["UV_PYTHON_INSTALL_DIR"]
      ?? (environment["XDG_DATA_HOME"] ?? environment["HOME"].map { $0 + "/.local/share" }).map {
        $0 + "/uv/python"
      }
  }

  /// Newest first.
  private func names(
    in folder: String, like pattern: Regex<(Substring, Substring)>
  ) -> [(name: String, minor: String)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      name.wholeMatch(of: pattern).map { (name, String($0.output.1)) }
    }.sorted { $1.0.compare($0.0, options: .numeric) == .orderedAscending }
  }

  private func realPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  // MARK: - Asking

  private func ask(_ path: String) -> Result<FoundPython, ExecutionError> {
    let finished: CapturedCommand.Finished
    do {
      finished = try CapturedCommand(
        path: path, arguments: ["-I", "-c", FoundPython.question], environment: environment,
        deadline: Self.deadline
      ).run()
    } catch ExecutionError.io(_, _, let code) {
      return .failure(.pythonUnusable(path: path, reason: String(cString: strerror(code)) + "."))
    } catch {
      return .failure(.pythonUnusable(path: path, reason: "\(error)"))
    }
    guard finished.exitCode == 0,
      let python = try? JSONDecoder().decode(FoundPython.self, from: Data(finished.output.utf8))
    else {
      let line = finished.errors.split(separator: "\n").last.map(String.init)
      return .failure(
        .pythonUnusable(
          path: path,
          reason: line ?? finished.exitCode.map { "it ended with exit code \($0)." }
            ?? "it did not answer within \(Self.deadline / .seconds(1)) s."))
    }
    return .success(python)
  }
}
