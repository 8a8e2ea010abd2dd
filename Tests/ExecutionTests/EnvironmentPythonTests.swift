import Foundation
import Testing

@testable import Execution

@Suite("Finding Pythons", .timeLimit(.minutes(15))) struct EnvironmentPythonTests {
  private let workspace: EnvironmentWorkspace

  init() throws {
    workspace = try EnvironmentWorkspace()
  }

  /// A program that answers as an interpreter would, and notes that it was asked.
  private func add(_ path: String, version: String, base: String? = nil) throws {
    let own = workspace.folder + "/" + path
    try workspace.writeProgram(
      path,
      """
      #!/bin/sh
      echo \(path) >>'\(workspace.folder)/asked'
      echo '{"path": "\(base ?? own)", "version": "\(version)", "tag": "cpython", \
      "platform": "linux-x86_64", "hasEnsurepip": true}'
      """)
  }

  private func finder(path: String) -> PythonFinder {
    PythonFinder(
      environment: [
        "PATH": path, "HOME": workspace.folder, "PYENV_ROOT": workspace.folder + "/pyenv",
      ])
  }

  /// Those of the workspace: `/usr/bin` is always looked into.
  private func found(_ finder: PythonFinder, minor: String? = nil) -> [String] {
    finder.interpreters(minor: minor).map(\.path).filter { $0.hasPrefix(workspace.folder) }
      .map { String($0.dropFirst(workspace.folder.count + 1)) }
  }

  @Test("interpreters come in the order of a shell, then versions, newest first, each once")
  func order() throws {
    try add("bin/python3", version: "3.10.1")
    try add("bin/python3.9", version: "3.9.1")
    try add("bin/python3.10", version: "3.10.1", base: workspace.folder + "/bin/python3")
    try add("pyenv/versions/3.9.18/bin/python3", version: "3.9.18")
    try add("pyenv/versions/3.12.1/bin/python3", version: "3.12.1")
    try add("pyenv/versions/2.7.18/bin/python3", version: "2.7.18")
    try add("pyenv/shims/python3.12", version: "3.12.9")
    try add(".local/share/uv/python/cpython-3.13.0-linux-x86_64-gnu/bin/python3", version: "3.13.0")
    let finder = finder(path: "\(workspace.folder)/pyenv/shims:\(workspace.folder)/bin:relative")
    #expect(
      found(finder) == [
        "bin/python3", "bin/python3.9", "pyenv/versions/3.12.1/bin/python3",
        "pyenv/versions/3.9.18/bin/python3",
        ".local/share/uv/python/cpython-3.13.0-linux-x86_64-gnu/bin/python3",
      ])
  }

  @Test("with a minor version, what is named for another is not even asked")
  func minor() throws {
    try add("bin/python3", version: "3.10.1")
    try add("bin/python3.9", version: "3.9.1")
    try add("bin/python3.11", version: "3.11.1")
    let finder = finder(path: workspace.folder + "/bin")
    #expect(found(finder, minor: "3.9") == ["bin/python3", "bin/python3.9"])
    #expect(try workspace.read("asked") == "bin/python3\nbin/python3.9\n")
  }

  @Test("a program that does not answer is passed over, and said when it is named")
  func broken() throws {
    try workspace.writeProgram("bin/python3", "#!/bin/sh\necho no such version >&2\nexit 1\n")
    try workspace.writeProgram("bin/python", "#!/bin/sh\necho hello\n")
    let finder = finder(path: workspace.folder + "/bin")
    #expect(found(finder) == [])
    #expect(
      throws: ExecutionError.pythonUnusable(
        path: workspace.folder + "/bin/python3", reason: "no such version")
    ) { try finder.interpreter(named: "python3") }
    #expect(throws: ExecutionError.pythonMissing(name: "python3.4")) {
      try finder.interpreter(named: "python3.4")
    }
  }

  @Test("this machine's own interpreter describes itself")
  func own() throws {
    let environment = ProcessInfo.processInfo.environment
    let python = try PythonFinder(environment: environment).interpreter(named: "python3")
    #expect(python.version.wholeMatch(of: /3\.[0-9]+\.[0-9]+/) != nil)
    #expect(python.platform.hasPrefix("linux-"))
    #expect(Programs.isProgram(python.path))
  }

  @Test("uv and a conda tool are found on PATH, conda also by its variable")
  func tools() throws {
    func tools(_ extra: [String: String] = [:]) -> EnvironmentTools {
      EnvironmentTools(
        environment: ["PATH": workspace.folder + "/bin"].merging(extra) { _, new in new })
    }
    #expect(tools() == EnvironmentTools())
    for name in ["bin/uv", "bin/conda", "opt/conda"] { try workspace.writeProgram(name, "") }
    let bin = workspace.folder + "/bin"
    #expect(tools() == EnvironmentTools(uv: bin + "/uv", conda: bin + "/conda"))
    try workspace.writeProgram("bin/micromamba", "")
    #expect(tools().conda == bin + "/micromamba")
    for name in ["conda", "micromamba"] { try workspace.remove("bin/" + name) }
    #expect(
      tools(["CONDA_EXE": workspace.folder + "/opt/conda"]).conda?.hasSuffix("opt/conda") == true)
  }
}
