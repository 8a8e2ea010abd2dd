import Foundation
import Testing

@testable import Execution

@Suite("Requirement lines") struct EnvironmentRequirementTests {
  private let workspace: EnvironmentWorkspace

  init() throws {
    workspace = try EnvironmentWorkspace()
  }

  private func read(_ lines: [String]) throws -> RequirementLines {
    try RequirementLines(lines, folder: workspace.folder, name: "conda.yml")
  }

  private func message(_ lines: [String]) -> String {
    do {
      return "no error: \(try read(lines))"
    } catch {
      return "\(error)"
    }
  }

  @Test("files named by -r stand where they are named, in order, without comments")
  func inlined() throws {
    try workspace.write("requirements.txt", "# ours\nnumpy==2.2.6  # fast\n\n-r more/base.txt\nsix")
    try workspace.write("more/base.txt", "\u{FEFF}-r extra.txt\r\npandas == 2.2.3 \\\n  ; a\r\n")
    try workspace.write("more/extra.txt", "pillow")
    let lines = try read(["attrs", "--requirement=requirements.txt", "wheel"])
    #expect(
      lines.requirements.map(\.written)
        == ["attrs", "numpy==2.2.6", "pillow", "pandas == 2.2.3 ; a", "six", "wheel"])
    #expect(lines.constraints == [])
  }

  @Test("constraints are gathered from all files, and a file that names itself is read once")
  func constraints() throws {
    try workspace.write("requirements.txt", "-c limits/c.txt\nsix\n-r requirements.txt\n")
    try workspace.write("limits/c.txt", "numpy<2\n-r d.txt\n")
    try workspace.write("limits/d.txt", "six<2\n")
    let lines = try read(["-rrequirements.txt"])
    #expect(lines.requirements.map(\.written) == ["six"])
    #expect(lines.constraints.map(\.written) == ["numpy<2", "six<2"])
  }

  @Test(
    "what is no local path stays as written",
    arguments: [
      "torch @ https://host/torch.whl", "https://host/a-1.0.tar.gz", "--pre",
      "-i https://host/simple",
      "-e git+https://host/a.git#egg=a", "-r https://host/r.txt", "a#b", "six; python_version<'3'",
      "--extra-index-url=https://host/whl/cpu", "a[b]>=1", "--config-settings x=y",
    ])
  func untouched(line: String) throws {
    #expect(try read([line]).requirements == [RequirementLines.Line(line)])
  }

  @Test(
    "a local path becomes absolute; its extras and markers stay",
    arguments: zip(
      [
        "./pkg", "-e .", "--editable=./pkg[x]", "tiny-1.0.whl ; a", "-f wheels",
        "--find-links=../w",
        "./pkg[x,y]",
      ],
      ["/pkg", "-e ", "--editable=/pkg[x]", "/tiny-1.0.whl ; a", "-f /wheels", "", "/pkg[x,y]"]))
  func local(line: String, expected: String) throws {
    let resolved = try #require(try read([line]).requirements.first).resolved
    switch line {
    case "-e .": #expect(resolved == "-e \(workspace.folder)")
    case "--find-links=../w":
      #expect(resolved == "--find-links=" + ManifestFolder.parent(of: workspace.folder) + "/w")
    default:
      let slash = try #require(expected.firstIndex(of: "/"))
      #expect(resolved == expected[..<slash] + workspace.folder + expected[slash...])
    }
  }

  @Test("the content of a local package counts, what its build leaves behind does not")
  func content() throws {
    func digest(_ line: String) throws -> String? {
      try read([line]).requirements.first?.contentDigest
    }
    try workspace.write("pkg/pyproject.toml", "[project]\n")
    let first = try #require(try digest("./pkg"))
    try workspace.write("pkg/pkg.egg-info/PKG-INFO", "made")
    try workspace.write("pkg/build/lib/a.py", "made")
    try workspace.write("pkg/.git/HEAD", "made")
    #expect(try digest("./pkg") == first)
    try workspace.write("pkg/a.py", "x = 1\n")
    let second = try #require(try digest("-e ./pkg"))
    #expect(second != first)
    try workspace.write("pkg/a.py", "x = 2\n")
    #expect(try digest("./pkg") != second)
    #expect(try digest("./missing") == nil)
  }

  @Test("a requirements file that is not there is named with the file that names it")
  func missing() throws {
    try workspace.write("requirements.txt", "-r base.txt\n")
    #expect(
      message(["-r req.txt"])
        == "conda.yml names the requirements file req.txt: there is no such file.")
    #expect(
      message(["-r requirements.txt"])
        == "requirements.txt names the requirements file base.txt: there is no such file.")
  }

  @Test("a folder is no requirements file")
  func folder() throws {
    #expect(message(["-r ."]) == "conda.yml names the requirements file .: it is not a file.")
  }

  @Test("a file too long for requirements is refused")
  func tooLong() throws {
    try workspace.write("data.bin", String(repeating: "x", count: (1 << 20) + 1))
    #expect(
      message(["-c data.bin"])
        == "conda.yml names the requirements file data.bin: it is longer than 1 MiB.")
  }
}

private enum ManifestFolder {
  static func parent(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }
}
