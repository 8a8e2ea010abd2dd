import BatchEndpoints
import CProcess
import Foundation
import Glibc

/// The Python environments of this machine, built when first asked for and kept by the digest of what
/// decides their content.
package struct EnvironmentStore: Sendable {
  private let home: BatchDeckHome
  private let environment: [String: String]
  private let limits: Limits
  private let tools: EnvironmentTools

  package struct Limits: Sendable {
    /// For one step of a build, the installation of all requirements as a rule. Compiling from source
    /// takes long.
    package var step = Duration.seconds(60 * 60)
    /// For another process that builds the same environment.
    package var wait = Duration.seconds(2 * 60 * 60)

    package init() {}
  }

  /// Between looks at a lock that somebody else holds.
  private static let lookMicroseconds: useconds_t = 100_000

  /// `environment` are the operator's variables: `PATH`, proxies, indexes.
  package init(home: BatchDeckHome, environment: [String: String], limits: Limits = Limits()) {
    self.init(
      home: home, environment: environment, limits: limits,
      tools: EnvironmentTools(environment: environment))
  }

  init(
    home: BatchDeckHome, environment: [String: String], limits: Limits, tools: EnvironmentTools
  ) {
    self.home = home
    self.environment = environment
    self.limits = limits
    self.tools = tools
  }

  /// The environment of a request, built if it is not there.
  ///
  /// Blocks for as long as that takes, so it is not for the cooperative pool; `log` gets a line at a
  /// time. Of several callers with one digest, in whatever processes, one builds and the others wait.
  /// What a build that fails or dies leaves behind is never used.
  ///
  /// - Throws: `EnvironmentError`; `ExecutionError.pythonMissing` or `.pythonUnusable` for an
  ///   interpreter that the request names; `ExecutionError.io`.
  package func environment(
    for request: EnvironmentRequest, log: (String) -> Void
  ) throws -> BuiltEnvironment {
    let recipe = try recipe(for: request)
    let digest = recipe.digest
    let files = EnvironmentFiles(home: home, digest: digest)
    if let record = EnvironmentRecord.ofReady(files, digest: digest) {
      return built(recipe, files, record, isReused: true)
    }
    try makeFolder(home.path + "/environments")
    let lock = try lock(files, log: log)
    defer { batchdeck_unlock_file(lock) }
    // Whoever held the lock may have built it.
    if let record = EnvironmentRecord.ofReady(files, digest: digest) {
      return built(recipe, files, record, isReused: true)
    }
    let record = try EnvironmentBuilder(
      recipe: recipe, files: files, environment: environment, deadline: limits.step
    ).build(log: log)
    return built(recipe, files, record, isReused: false)
  }

  /// The environment of a request if it is built already; nothing is changed.
  ///
  /// - Throws: As `environment(for:log:)`.
  package func existing(for request: EnvironmentRequest) throws -> BuiltEnvironment? {
    let recipe = try recipe(for: request)
    let files = EnvironmentFiles(home: home, digest: recipe.digest)
    return EnvironmentRecord.ofReady(files, digest: recipe.digest).map {
      built(recipe, files, $0, isReused: true)
    }
  }

  private func recipe(for request: EnvironmentRequest) throws -> EnvironmentRecipe {
    let conda = request.conda ?? CondaFile()
    let finder = PythonFinder(environment: environment)
    let named = try request.python.map(finder.interpreter(named:))
    let requirements = try RequirementLines(conda.pip, folder: request.folder, name: request.name)
    let asked = conda.packages.compactMap(CondaSpecification.init).first { $0.name == "python" }
    var pythons: [FoundPython] = []
    if named == nil {
      let pinned = asked?.pinnedMinor
      pythons = finder.interpreters(minor: pinned)
      // A message that no Python fits names those there are.
      if let pinned, !pythons.contains(where: { $0.version.hasPrefix(pinned + ".") }) {
        pythons = finder.interpreters()
      }
    }
    return try EnvironmentRecipe(
      request, requirements: requirements,
      on: EnvironmentRecipe.Machine(
        pythons: pythons, tools: tools, platform: Self.platform, named: named))
  }

  /// As Python's `sysconfig.get_platform()` has it.
  private static var platform: String {
    var name = utsname()
    uname(&name)
    let machine = withUnsafeBytes(of: name.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return "linux-" + machine
  }

  private func lock(_ files: EnvironmentFiles, log: (String) -> Void) throws -> Int32 {
    let end = StatusPage.now + limits.wait
    var hasTold = false
    while true {
      let code = batchdeck_lock_file(files.lockPath)
      if code >= 0 { return code }
      guard code == -EWOULDBLOCK else {
        throw ExecutionError.io(path: files.lockPath, activity: "lock", errno: -code)
      }
      let pid = Int(batchdeck_lock_owner(files.lockPath))
      if !hasTold, pid > 0 {
        hasTold = true
        log(
          "Process \(pid) is building this environment; waiting for it. Its log: \(files.logPath)")
      }
      guard StatusPage.now < end else {
        throw EnvironmentError.stillBeingBuilt(
          pid: pid, minutes: Int(limits.wait / .seconds(60)), logPath: files.logPath)
      }
      usleep(Self.lookMicroseconds)
    }
  }

  private func built(
    _ recipe: EnvironmentRecipe, _ files: EnvironmentFiles, _ record: EnvironmentRecord,
    isReused: Bool
  ) -> BuiltEnvironment {
    let isConda = if case .conda = recipe.base { true } else { false }
    return BuiltEnvironment(
      pythonPath: files.python, pythonVersion: record.pythonVersion, digest: recipe.digest,
      folder: files.folder, logPath: files.logPath, packages: record.packages,
      notes: recipe.notes.map(\.description), isReused: isReused, variables: recipe.variables,
      isConda: isConda)
  }
}
