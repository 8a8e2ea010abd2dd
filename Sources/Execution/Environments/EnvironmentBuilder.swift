import BatchEndpoints
import Foundation
import Glibc

/// Builds the environment of a recipe in its folder, step by step. Whoever calls holds its lock.
struct EnvironmentBuilder {
  let recipe: EnvironmentRecipe
  let files: EnvironmentFiles
  let environment: [String: String]
  /// For each step.
  let deadline: Duration

  private struct Step {
    /// What is done, as a line of the log.
    var title: String
    var program: String
    var arguments: [String]
  }

  /// What is kept of a step's output to read the cause of a failure from; pip's conflicts are long.
  private static let keptLines = 5000

  /// Builds from nothing, marks the environment finished and returns its record.
  ///
  /// - Throws: `EnvironmentError.buildFailed`; nothing but the log is left then.
  func build(log: (String) -> Void) throws -> EnvironmentRecord {
    let began = StatusPage.now
    let logFile = try openFile(files.logPath, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, mode: 0o600)
    defer { close(logFile) }
    func say(_ line: String) throws {
      try Data((line + "\n").utf8).withUnsafeBytes {
        try writeAll($0, to: logFile, path: files.logPath)
      }
      log(line)
    }
    if access(files.folder, F_OK) == 0 { LeftBehind.end(buildOf: files.folder) }
    try remove()
    do {
      try say("Building the environment of \(recipe.name) in \(files.folder)")
      for note in recipe.notes { try say(note.description) }
      try writeInputs()
      for step in steps { try run(step, say) }
      let installed = try askInstalled()
      let record = EnvironmentRecord(
        digest: recipe.digest, folder: files.folder, pythonVersion: installed.version,
        packages: installed.packages, builtAt: Date(),
        buildSeconds: (StatusPage.now - began) / .seconds(1))
      try record.write(to: files)
      try say(
        "Built with Python \(record.pythonVersion) and "
          + "\(Amount.count(record.packages.count, "package")) in \(Int(record.buildSeconds.rounded())) s"
      )
      return record
    } catch let failure as BuildFailure {
      try? remove()
      throw EnvironmentError.buildFailed(
        name: recipe.name, failure: failure, logPath: files.logPath)
    } catch {
      try? remove()
      throw error
    }
  }

  /// The record goes first, so that half an environment is never taken for a finished one.
  private func remove() throws {
    for path in [files.recordPath, files.folder] where access(path, F_OK) == 0 {
      do {
        try FileManager.default.removeItem(atPath: path)
      } catch let error as CocoaError {
        let cause = error.underlying as? POSIXError
        throw ExecutionError.io(
          path: path, activity: "remove", errno: cause?.code.rawValue ?? EIO)
      }
    }
  }

  private func writeInputs() throws {
    func text(_ lines: [RequirementLines.Line]) -> Data {
      Data(lines.map { $0.resolved + "\n" }.joined().utf8)
    }
    try writeFile(files.requirementsPath, text(recipe.requirements.requirements))
    try writeFile(files.constraintsPath, text(recipe.requirements.constraints))
  }

  // MARK: - Steps

  private var steps: [Step] {
    var steps = [baseStep]
    let hasRequirements = !recipe.requirements.requirements.isEmpty
    var requirements: [String] = hasRequirements ? ["-r", files.requirementsPath] : []
    if hasRequirements, !recipe.requirements.constraints.isEmpty {
      requirements += ["-c", files.constraintsPath]
    }
    for (arguments, title) in [
      (recipe.buildTools, recipe.buildTools.joined(separator: ", ")),
      (requirements, "\(recipe.requirements.requirements.count) requirements"),
    ] where !arguments.isEmpty {
      steps.append(install(arguments, title))
    }
    return steps
  }

  private var baseStep: Step {
    switch recipe.base {
    case .python(let python):
      environmentStep(of: python.path, version: python.version)
    case .fetched(let version):
      environmentStep(of: version, version: version)
    case .conda(let tool, let channels, let packages):
      Step(
        title: "Making a conda environment with \(tool)", program: tool,
        arguments: ["create", "--yes", "--prefix", files.folder]
          + (channels.isEmpty ? [] : ["--override-channels"])
          + channels.flatMap { ["--channel", $0] } + packages)
    }
  }

  private func environmentStep(of python: String, version: String) -> Step {
    let title = "Making a virtual environment of Python \(version)"
    if let uv = recipe.uv {
      return Step(
        title: title + " with uv", program: uv,
        arguments: ["venv", "--no-project", "--python", python]
          + (recipe.hasPip ? ["--seed"] : []) + [files.folder])
    }
    return Step(
      title: title, program: python,
      arguments: ["-I", "-m", "venv"] + (recipe.hasPip ? [] : ["--without-pip"]) + [files.folder])
  }

  private func install(_ arguments: [String], _ what: String) -> Step {
    if let uv = recipe.uv {
      // Pip looks at every index for the best version, uv by default at the first that has any.
      return Step(
        title: "Installing \(what) with uv", program: uv,
        arguments: ["pip", "install", "--python", files.python]
          + ["--index-strategy", "unsafe-best-match"] + arguments)
    }
    return Step(
      title: "Installing \(what) with pip", program: files.python,
      arguments: ["-I", "-m", "pip", "install"] + arguments)
  }

  private func run(_ step: Step, _ say: (String) throws -> Void) throws {
    try say(step.title)
    var lines: [String] = []
    let ending = try LoggedCommand(
      path: step.program, arguments: step.arguments,
      environment: InstallerEnvironment.variables(from: environment)
        .merging([LeftBehind.variable: files.folder]) { _, new in new },
      directory: recipe.folder, deadline: deadline
    ).run { line in
      lines.append(line)
      if lines.count > 2 * Self.keptLines { lines.removeFirst(Self.keptLines) }
      try say(line)
    }
    switch ending {
    case .exited(0): return
    case .exited(let code):
      if case .fetched(let version) = recipe.base, step.arguments.first == "venv" {
        throw BuildFailure.pythonNotFetched(version: version)
      }
      throw BuildFailure(
        program: ManifestPath.name(of: step.program), exitCode: code, output: lines,
        requirements: recipe.requirements.requirements.map(\.written), fromConda: recipe.fromConda)
    case .killed: throw BuildFailure.killed
    case .timedOut: throw BuildFailure.timedOut(minutes: Int(deadline / .seconds(60)))
    }
  }

  // MARK: - What was installed

  private struct Installed: Decodable {
    var version: String
    var packages: [String]
  }

  /// Not `pip freeze`: an environment may be without pip.
  private static let question = """
    import json, sys
    try:
      from importlib.metadata import distributions
    except ImportError:  # Python 3.7
      distributions = list
    print(json.dumps({
      "version": "%d.%d.%d" % sys.version_info[:3],
      "packages": sorted({"%s==%s" % (d.metadata["Name"], d.version) for d in distributions()},
                         key=str.lower),
    }))
    """

  /// A cold disk and a thousand distributions take seconds.
  private static let questionDeadline = Duration.seconds(60)

  private func askInstalled() throws -> Installed {
    guard Programs.isProgram(files.python) else {
      throw BuildFailure.other(
        program: "The installer", exitCode: 0, line: "there is no Python in the environment.")
    }
    let finished = try CapturedCommand(
      path: files.python, arguments: ["-I", "-c", Self.question],
      environment: InstallerEnvironment.variables(from: environment),
      deadline: Self.questionDeadline
    ).run()
    guard finished.exitCode == 0,
      let installed = try? JSONDecoder().decode(Installed.self, from: Data(finished.output.utf8))
    else {
      throw BuildFailure(
        program: "python", exitCode: finished.exitCode.map(Int.init) ?? -1,
        output: finished.errors.split(separator: "\n").map(String.init), requirements: [],
        fromConda: [])
    }
    return installed
  }
}
