import BatchEndpoints
import CProcess
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Execution

/// Real environments, offline: the packages are wheels made on the spot.
@Suite("Building environments", .serialized, .timeLimit(.minutes(15)))
struct EnvironmentBuildTests {
  private let workspace: EnvironmentWorkspace

  init() throws {
    workspace = try EnvironmentWorkspace()
  }

  /// This machine's uv.
  private static let tools = EnvironmentTools(
    uv: EnvironmentTools(environment: EnvironmentWorkspace.variables).uv)
  private static var hasUV: Bool { tools.uv != nil }

  @Test("pip packages are in the environment, and the second call finds it there")
  func pip() throws {
    try workspace.addWheel("tiny", version: "1.0")
    try workspace.write("requirements.txt", "--find-links wheels\ntiny==1.0")
    var request = workspace.request(["python", "pip"], pip: ["-r requirements.txt"])
    request.conda?.variables = ["TINY": "1"]
    let store = workspace.store()
    #expect(try store.existing(for: request) == nil)

    let log = Mutex<[String]>([])
    let built = try store.environment(for: request) { line in log.withLock { $0.append(line) } }
    #expect(!built.isReused)
    #expect(built.packages.contains("tiny==1.0"))
    #expect(try workspace.run(built.pythonPath, "import tiny; print(tiny.version)") == "1.0\n")
    let lines = log.withLock { $0 }
    #expect(lines.contains("Installing 2 requirements with pip"))
    #expect(lines.contains { $0.hasPrefix("Successfully installed tiny-1.0") })
    let logText = try String(contentsOfFile: built.logPath, encoding: .utf8)
    #expect(logText == lines.map { $0 + "\n" }.joined())

    var again = try store.environment(for: request) { Issue.record("nothing to say: \($0)") }
    #expect(again.isReused)
    again.isReused = false
    #expect(again == built)
    #expect(try store.existing(for: request)?.digest == built.digest)
    #expect(
      built.activated(["PATH": "/bin", "PYTHONHOME": "/x"]) == [
        "PATH": built.folder + "/bin:/bin", "VIRTUAL_ENV": built.folder, "TINY": "1",
      ])
  }

  @Test("uv builds the same", .enabled(if: hasUV, "uv is not on PATH"))
  func uv() throws {
    try workspace.addWheel("tiny", version: "1.0")
    // uv takes what an environment begins with from the index: here the wheels that come with Python.
    try workspace.addWheel("wheel", version: "1.0")
    let bundled = try workspace.run(
      "/usr/bin/env", "import ensurepip as e; print(e.__path__[0] + '/_bundled', end='')")
    let request = workspace.request(["python", "tiny=1.0"], pip: ["-f wheels"])
    let log = Mutex<[String]>([])
    let built = try workspace.store(
      tools: Self.tools, variables: ["PIP_FIND_LINKS": "\(bundled) \(workspace.folder)/wheels"]
    ).environment(for: request) { line in log.withLock { $0.append(line) } }
    #expect(built.packages.contains("tiny==1.0"))
    #expect(built.packages.contains { $0.hasPrefix("pip==") })
    #expect(log.withLock { $0 }.contains("Installing 2 requirements with uv"))
    #expect(
      built.notes == [
        "There is no conda or micromamba here; pip installs tiny from PyPI under the same name."
      ])

    let missing = workspace.request(["python"], pip: ["-f wheels", "tiny==9"])
    #expect {
      try workspace.store(
        tools: Self.tools, variables: ["PIP_FIND_LINKS": "\(bundled) \(workspace.folder)/wheels"]
      ).environment(for: missing) { _ in }
    } throws: { error in
      guard case .buildFailed(_, let failure, _) = error as? EnvironmentError else { return false }
      return failure == .noDistribution(requirement: "tiny==9", found: [], fromConda: false)
    }
  }

  @Test("a build that fails names the requirement, leaves nothing, and is tried again")
  func broken() throws {
    try workspace.write("wheels/README", "empty")
    let request = workspace.request(["python"], pip: ["--find-links wheels", "tiny==1.0"])
    let store = workspace.store()
    #expect {
      try store.environment(for: request) { _ in }
    } throws: { error in
      guard case .buildFailed(_, let failure, let logPath) = error as? EnvironmentError else {
        return false
      }
      return failure
        == .noDistribution(requirement: "tiny==1.0", found: [], fromConda: false)
        && FileManager.default.fileExists(atPath: logPath)
    }
    #expect(try store.existing(for: request) == nil)
    #expect(workspace.environmentFolders == [])

    try workspace.addWheel("tiny", version: "1.0")
    #expect(try !store.environment(for: request) { _ in }.isReused)
    #expect(try store.environment(for: request) { _ in }.isReused)
  }

  @Test("callers that ask for one environment at once get one build")
  func parallel() throws {
    try workspace.addWheel("tiny", version: "1.0")
    let request = workspace.request(["python"], pip: ["--find-links wheels", "tiny==1.0"])
    let store = workspace.store()
    let results = Mutex<[Result<BuiltEnvironment, any Error>]>([])
    let waits = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      let result = Result {
        try store.environment(for: request) { line in
          if line.hasPrefix("Process \(getpid()) is building this environment; waiting") {
            waits.withLock { $0 += 1 }
          }
        }
      }
      results.withLock { $0.append(result) }
    }
    let built = try results.withLock { try $0.map { try $0.get() } }
    #expect(built.count == 4)
    #expect(built.filter { !$0.isReused }.count == 1)
    #expect(Set(built.map(\.pythonPath)).count == 1)
    #expect(waits.withLock { $0 } <= 3)
  }

  @Test("a builder that is killed leaves nothing that is used")
  func killed() async throws {
    try workspace.addWheel("tiny", version: "1.0")
    let request = workspace.request(["python"], pip: ["--find-links wheels", "tiny==1.0"])
    let folder = workspace.folder
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      let workspace = EnvironmentWorkspace(existing: folder)
      let request = workspace.request(["python"], pip: ["--find-links wheels", "tiny==1.0"])
      _ = try workspace.store().environment(for: request) { line in
        if line.hasPrefix("Installing") { kill(getpid(), SIGKILL) }
      }
    }
    #expect(workspace.environmentFolders.count == 1)
    let store = workspace.store()
    #expect(try store.existing(for: request) == nil)
    let built = try store.environment(for: request) { _ in }
    #expect(!built.isReused)
    #expect(try workspace.run(built.pythonPath, "import tiny; print(tiny.version)") == "1.0\n")
  }

  @Test("what a killed builder left running is ended before the next build")
  func leftBehind() async throws {
    // Stands for `python -m venv`, which leaves the work to a process of its own.
    try workspace.writeProgram(
      "bin/uv",
      """
      #!/bin/sh
      for folder; do :; done
      setsid sh -c "echo \\$\\$ >'\(workspace.folder)/writer'
        while mkdir -p '$folder' && : >'$folder/written'; do :; done" &
      until [ -s '\(workspace.folder)/writer' ]; do :; done
      echo begun
      wait
      """)
    let folder = workspace.folder
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      let workspace = EnvironmentWorkspace(existing: folder)
      let store = workspace.store(tools: EnvironmentTools(uv: folder + "/bin/uv"))
      _ = try store.environment(for: workspace.request(["python"])) { line in
        if line == "begun" { kill(getpid(), SIGKILL) }
      }
    }
    let writer = try #require(
      Int32(try workspace.read("writer").trimmingCharacters(in: .whitespacesAndNewlines)))
    defer { kill(writer, SIGKILL) }
    #expect(workspace.isRunning(writer))
    let built = try workspace.store().environment(for: workspace.request(["python"])) { _ in }
    #expect(!built.isReused)
    #expect(!workspace.isRunning(writer))
    #expect(!FileManager.default.fileExists(atPath: built.folder + "/written"))
  }

  @Test("an environment whose interpreter is gone, or that was moved, is built again")
  func vanished() throws {
    let request = workspace.request(["python"])
    let store = workspace.store()
    let built = try store.environment(for: request) { _ in }
    #expect(built.packages == [])
    try FileManager.default.removeItem(atPath: built.pythonPath)
    #expect(try !store.environment(for: request) { _ in }.isReused)
    try FileManager.default.moveItem(
      atPath: workspace.folder + "/home", toPath: workspace.folder + "/moved")
    let moved = workspace.store(home: "moved")
    #expect(try moved.existing(for: request) == nil)
    #expect(try !moved.environment(for: request) { _ in }.isReused)
  }

  @Test("waiting for another builder ends with who it is")
  func stillBeingBuilt() throws {
    let request = workspace.request(["python"])
    let built = try workspace.store().environment(for: request) { _ in }
    try FileManager.default.removeItem(atPath: built.folder)
    let lock = batchdeck_lock_file(built.folder + ".lock")
    #expect(lock >= 0)
    defer { close(lock) }
    var limits = EnvironmentStore.Limits()
    limits.wait = .milliseconds(200)
    #expect(
      throws: EnvironmentError.stillBeingBuilt(
        pid: Int(getpid()), minutes: 0, logPath: built.logPath)
    ) { try workspace.store(limits: limits).environment(for: request) { _ in } }
  }

  @Test("a step that takes too long is killed with what it started, and so said")
  func timedOut() throws {
    try workspace.writeProgram(
      "bin/uv", "#!/bin/sh\nsleep 600 & echo $! >'\(workspace.folder)/sleeper'; echo begun; wait\n")
    var limits = EnvironmentStore.Limits()
    limits.step = .seconds(3)
    let request = workspace.request(["python"])
    #expect {
      try workspace.store(limits: limits, tools: EnvironmentTools(uv: workspace.folder + "/bin/uv"))
        .environment(for: request) { _ in }
    } throws: { error in
      guard case .buildFailed(_, .timedOut, _) = error as? EnvironmentError else { return false }
      return true
    }
    let sleeper = try #require(
      Int32(try workspace.read("sleeper").trimmingCharacters(in: .whitespacesAndNewlines)))
    let end = StatusPage.now + .seconds(60)
    while workspace.isRunning(sleeper), StatusPage.now < end { usleep(10_000) }
    #expect(!workspace.isRunning(sleeper))
  }

  @Test("a conda tool gets channels and packages, and pip the rest")
  func conda() throws {
    // Stands for micromamba: it makes the prefix with a Python, as `create` does.
    try workspace.writeProgram(
      "bin/micromamba",
      """
      #!/bin/sh
      printf '%s\\n' "$@" >'\(workspace.folder)/arguments'
      exec python3 -m venv "$4"
      """)
    try workspace.addWheel("tiny", version: "1.0")
    var request = workspace.request(["numpy=2"], pip: ["--find-links wheels", "tiny==1.0"])
    request.conda?.channels = ["conda-forge", "defaults"]
    let built = try workspace.store(
      tools: EnvironmentTools(conda: workspace.folder + "/bin/micromamba")
    ).environment(for: request) { _ in }
    #expect(
      try workspace.read("arguments").split(separator: "\n").map(String.init) == [
        "create", "--yes", "--prefix", built.folder, "--override-channels",
        "--channel", "conda-forge", "--channel", "defaults", "numpy=2", "python", "pip",
      ])
    #expect(built.packages.contains("tiny==1.0"))
    #expect(built.activated([:])["CONDA_PREFIX"] == built.folder)
  }

  @Test("the environment of a manifest is read with its conda file")
  func inline() throws {
    try workspace.write("environment/conda.yml", "dependencies: [python=3.11, {pip: [-r r.txt]}]\n")
    let inline = InlineEnvironment(
      image: "a:1", conda: .file(workspace.folder + "/environment/conda.yml"))
    let request = try EnvironmentRequest(
      inline, name: "deployment.yml", folder: workspace.folder, python: "python3")
    var conda = CondaFile()
    conda.packages = ["python=3.11"]
    conda.pip = ["-r r.txt"]
    #expect(
      request
        == EnvironmentRequest(
          name: "environment/conda.yml", conda: conda, folder: workspace.folder + "/environment",
          image: "a:1", python: "python3"))
  }
}

/// A folder of one test: a conda file's folder, a home, wheels, programs.
final class EnvironmentWorkspace {
  let folder: String
  private let isOwner: Bool

  init() throws {
    var template = Array("/tmp/batchdeck-environment-XXXXXX".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    isOwner = true
  }

  /// Another process's.
  init(existing folder: String) {
    self.folder = folder
    isOwner = false
  }

  deinit {
    if isOwner { try? FileManager.default.removeItem(atPath: folder) }
  }

  func write(_ path: String, _ text: String) throws {
    let url = URL(fileURLWithPath: folder + "/" + path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func writeProgram(_ path: String, _ text: String) throws {
    try write(path, text)
    try #require(chmod(folder + "/" + path, 0o755) == 0)
  }

  func read(_ path: String) throws -> String {
    try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: folder + "/" + path)
  }

  // MARK: - Environments

  /// The machine's Python, and no index but what a test names.
  static var variables: [String: String] {
    var variables = ProcessInfo.processInfo.environment
    variables = variables.filter { !$0.key.hasPrefix("PIP_") && !$0.key.hasPrefix("UV_") }
    variables["PIP_CONFIG_FILE"] = "/dev/null"
    variables["PIP_NO_INDEX"] = "1"
    return variables
  }

  /// With pip alone unless a test brings tools.
  func store(
    home: String = "home", limits: EnvironmentStore.Limits = EnvironmentStore.Limits(),
    tools: EnvironmentTools = EnvironmentTools(), variables: [String: String] = [:]
  ) -> EnvironmentStore {
    EnvironmentStore(
      home: BatchDeckHome(path: folder + "/" + home),
      environment: Self.variables.merging(variables) { _, new in new }, limits: limits,
      tools: tools)
  }

  func request(_ packages: [String], pip: [String] = []) -> EnvironmentRequest {
    var conda = CondaFile()
    conda.packages = packages
    conda.pip = pip
    return EnvironmentRequest(name: "conda.yml", conda: conda, folder: folder)
  }

  /// Environments, finished or not, without the files beside them.
  var environmentFolders: [String] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder + "/home/environments"))
    return (names ?? []).filter { !$0.contains(".") }
  }

  /// Puts a package with one module, `version` in it, into `wheels`.
  func addWheel(_ name: String, version: String) throws {
    try write("wheels/.keep", "")
    _ = try run(
      "/usr/bin/env",
      """
      import sys, zipfile
      name, version, folder = "\(name)", "\(version)", "\(folder)/wheels"
      info = f"{name}-{version}.dist-info/"
      with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = {version!r}\\n")
        wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
      """)
  }

  /// What a script prints; `python` may be env(1).
  func run(_ python: String, _ script: String) throws -> String {
    let prefix = python.hasSuffix("/env") ? ["python3"] : []
    let finished = try CapturedCommand(
      path: python, arguments: prefix + ["-c", script], environment: Self.variables,
      deadline: .seconds(240)
    ).run()
    try #require(finished.exitCode == 0, "\(finished.errors)")
    return finished.output
  }

  /// Neither gone nor a zombie.
  func isRunning(_ pid: Int32) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
      return false
    }
    return stat.firstMatch(of: /\) ([A-Z])/)?.output.1 != "Z"
  }
}
