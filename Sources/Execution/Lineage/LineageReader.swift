import BatchEndpoints
import Foundation
import Glibc

/// Finds out what a job's results come from. Blocks for as long as it takes to read the model.
struct LineageReader {
  let specification: JobSpecification
  let folder: JobFolder
  /// The workers' own.
  let environment: [String: String]

  /// For a command that is asked. A repository of a million files takes a second or two, on a busy machine many.
  private static let deadline = Duration.seconds(100)

  /// Of the code folder as it is now.
  func codeDigest() -> String? {
    specification.script.flatMap {
      try? ContentDigest.hex(ofFileOrFolder: $0.folder, leavingOutBuilds: false)
    }
  }

  /// Reports what it knows after each part, the quick parts first.
  func read(codeDigest: String?, _ report: (JobLineage) -> Void) {
    var lineage = JobLineage()
    lineage.model = specification.model.map { $0.identity ?? $0.path }
    lineage.modelDigest = storedModel?.digest
    lineage.codeDigest = codeDigest
    lineage.environment = specification.pythonEnvironment?.name ?? specification.python
    lineage.environmentDigest = specification.pythonEnvironment?.digest
    report(lineage)

    if let code = specification.script?.folder {
      let checkout = GitCheckout(of: code, environment: environment, Self.deadline)
      lineage.gitCommit = checkout?.commit
      lineage.gitIsDirty = checkout?.isDirty
    }
    if lineage.environmentDigest == nil { lineage.environmentDigest = packagesDigest() }
    report(lineage)

    guard let model = specification.model, lineage.modelDigest == nil else { return }
    BackgroundReading.standBack()
    lineage.modelDigest = try? ModelDigest.hex(ofModelAt: model.path)
    report(lineage)
  }

  /// The model if it is the registry's own copy. Any other, one registered in place too, may have changed since
  /// somebody looked.
  private var storedModel: JobSpecification.Model? {
    specification.model.flatMap { $0.folder == folder.modelPath ? nil : $0 }
  }

  /// Of the version and the installed packages of an interpreter that was named. Their names and versions
  /// are the names of folders (PEP 376), so no file is read.
  private func packagesDigest() -> String? {
    let script = """
      import os, sys
      kinds = (".dist-info", ".egg-info")
      folders = [path for path in sys.path if os.path.isdir(path)]
      print(sys.version)
      print(*sorted({name for path in folders for name in os.listdir(path) if name.endswith(kinds)}))
      """
    let listed = try? CapturedCommand(
      path: specification.python, arguments: ["-c", script], environment: environment,
      deadline: Self.deadline
    ).run()
    guard let listed, listed.exitCode == 0 else { return nil }
    return ContentDigest.hex(of: listed.output)
  }
}

/// Where a folder stands in its git repository.
struct GitCheckout: Equatable {
  /// 40 hexadecimal digits, or 64.
  var commit: String
  /// Whether anything in the folder differs from the commit, or is unknown to it and not ignored.
  var isDirty: Bool

  init(commit: String, isDirty: Bool) {
    self.commit = commit
    self.isDirty = isDirty
  }

  /// Nil outside of a repository, before its first commit, and without git.
  init?(of folder: String, environment: [String: String], _ deadline: Duration) {
    guard let git = Programs(environment: environment).find("git") else { return nil }
    var environment = environment
    // Only look: no refreshed index, no questions.
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    let asked = try? CapturedCommand(
      path: git, arguments: ["-C", folder, "status", "--porcelain=v2", "--branch", "--", "."],
      environment: environment, deadline: deadline
    ).run()
    guard let asked, asked.exitCode == 0 else { return nil }
    self.init(porcelain: asked.output)
  }

  /// Reads `git status --porcelain=v2 --branch` (git-status(1)).
  init?(porcelain: String) {
    let lines = porcelain.split(separator: "\n")
    let mark = "# branch.oid "
    guard let head = lines.first(where: { $0.hasPrefix(mark) })?.dropFirst(mark.count),
      head.allSatisfy(\.isHexDigit)
    else { return nil }
    self.init(commit: String(head), isDirty: lines.contains { !$0.hasPrefix("#") })
  }
}
