import BatchEndpoints
import Testing

@testable import Execution

@Suite("Environment recipes") struct EnvironmentRecipeTests {
  private static func python(_ version: String, ensurepip: Bool = true) -> FoundPython {
    let tag = version.split(separator: ".").prefix(2).joined()
    return FoundPython(
      path: "/py/\(version)/bin/python3", version: version, tag: "cpython-\(tag)",
      platform: "linux-x86_64", hasEnsurepip: ensurepip)
  }

  private func recipe(
    _ packages: [String], pip: [String] = [], channels: [String] = [], name: String = "conda.yml",
    folder: String = "/srv", image: String? = nil,
    pythons: [FoundPython] = ["3.11.7", "3.12.1", "3.8.18"].map { Self.python($0) },
    uv: String? = nil, conda: String? = nil, named: FoundPython? = nil
  ) throws -> EnvironmentRecipe {
    var file = CondaFile()
    file.packages = packages
    file.pip = pip
    file.channels = channels
    return try EnvironmentRecipe(
      EnvironmentRequest(name: name, conda: file, folder: folder, image: image),
      requirements: RequirementLines(pip, folder: folder, name: name),
      on: EnvironmentRecipe.Machine(
        pythons: pythons, tools: EnvironmentTools(uv: uv, conda: conda),
        platform: "linux-x86_64", named: named))
  }

  private func message(_ body: () throws -> EnvironmentRecipe) -> String {
    do {
      return "no error: \(try body())"
    } catch {
      return "\(error)"
    }
  }

  struct PythonRow: CustomTestStringConvertible {
    var asked: [String]
    var used: String
    var notes: [String]
    var testDescription: String { asked.joined() }

    init(_ asked: [String], _ used: String, _ notes: [String] = []) {
      (self.asked, self.used, self.notes) = (asked, used, notes)
    }
  }

  @Test(
    "the Python is the first that fits, an exact release before its minor version",
    arguments: [
      PythonRow([], "3.11.7"),
      PythonRow(["python"], "3.11.7"),
      PythonRow(["python=3.12"], "3.12.1"),
      PythonRow(["python>=3.12"], "3.12.1"),
      PythonRow(
        ["python=3.11.2"], "3.11.7",
        ["python=3.11.2 is asked for; Python 3.11.7 is used, which is the same minor version."]),
      PythonRow(
        ["python=3.8.5"], "3.8.18",
        ["python=3.8.5 is asked for; Python 3.8.18 is used, which is the same minor version."]),
    ])
  func python(row: PythonRow) throws {
    let recipe = try recipe(row.asked)
    #expect(recipe.base == .python(Self.python(row.used)))
    #expect(recipe.notes.map(\.description) == row.notes)
  }

  @Test("an exact release further back is preferred to the same minor version")
  func exactRelease() throws {
    let recipe = try recipe(
      ["python=3.11.2"], pythons: ["3.11.7", "3.11.2"].map { Self.python($0) })
    #expect(recipe.base == .python(Self.python("3.11.2")))
    #expect(recipe.notes == [])
  }

  @Test("a conda file as MLflow writes it needs nothing but a virtual environment")
  func mlflow() throws {
    let recipe = try recipe(
      ["python=3.11.2", "pip<=23.0.1"], pip: ["mlflow-skinny==2.22.2", "numpy==2.2.6"],
      channels: ["conda-forge"], conda: "/usr/bin/micromamba")
    #expect(recipe.base == .python(Self.python("3.11.7")))
    #expect(recipe.buildTools == ["pip<=23.0.1"])
    #expect(
      recipe.requirements.requirements.map(\.resolved) == ["mlflow-skinny==2.22.2", "numpy==2.2.6"])
    #expect(recipe.hasPip)
    #expect(recipe.notes == [.pythonRelease(asked: "python=3.11.2", used: "3.11.7")])
  }

  @Test("Python alone is an environment without pip")
  func pythonAlone() throws {
    let bare = [Self.python("3.11.7", ensurepip: false)]
    #expect(try !recipe(["python=3.11"], pythons: bare).hasPip)
    #expect(try recipe(["python=3.11", "pip"]).hasPip)
  }

  @Test("without conda, its packages are asked from PyPI, and what is not there is said")
  func condaPackages() throws {
    let recipe = try recipe(
      [
        "python=3.11", "numpy=2.2", "pytorch::pytorch==2.1.0=cpu", "cudatoolkit=11.8", "ffmpeg",
        "six=1|2", "https://host/noarch/a.conda", "_libgcc_mutex",
      ], pip: ["attrs"])
    #expect(
      recipe.requirements.requirements.map(\.written)
        == ["numpy==2.2.*", "torch==2.1.0", "six", "attrs"])
    #expect(recipe.fromConda == ["numpy==2.2.*", "torch==2.1.0", "six"])
    #expect(
      recipe.notes.map(\.description) == [
        "There is no conda or micromamba here; pip installs torch from PyPI for conda's pytorch.",
        "pytorch::pytorch==2.1.0=cpu: pip knows no build strings; any build of this version will do.",
        "six=1|2: pip cannot be told these versions; it installs the newest that fits.",
        "https://host/noarch/a.conda: a conda package file needs conda or micromamba; it is left out.",
        "There is no conda or micromamba here; pip installs numpy, six from PyPI under the same name.",
        "There is no conda or micromamba here; left out, because PyPI has nothing like it: "
          + "cudatoolkit, ffmpeg, _libgcc_mutex.",
      ])
  }

  @Test("a conda tool is used for conda packages, and Python and pip are added where they miss")
  func condaTool() throws {
    let recipe = try recipe(
      ["numpy=2.2"], pip: ["six"], channels: ["conda-forge"], conda: "/usr/bin/micromamba")
    #expect(
      recipe.base
        == .conda(
          tool: "/usr/bin/micromamba", channels: ["conda-forge"],
          packages: ["numpy=2.2", "python", "pip"]))
    #expect(recipe.requirements.requirements.map(\.written) == ["six"])
    #expect(recipe.notes == [])
  }

  @Test("a Python that is not there comes from conda, else from uv, else is an error")
  func missingPython() throws {
    let asked = ["python=3.9.5"]
    #expect(
      try recipe(asked, uv: "/bin/uv", conda: "/bin/conda").base
        == .conda(tool: "/bin/conda", channels: [], packages: asked))
    let fetched = try recipe(asked, uv: "/bin/uv")
    #expect(fetched.base == .fetched("3.9"))
    #expect(fetched.notes == [.pythonFetched("3.9")])
    #expect(try recipe(["python>=3.14,<4"], uv: "/bin/uv").base == .fetched(">=3.14,<4"))
    #expect(
      message { try recipe(asked) }
        == "conda.yml asks for python=3.9.5; found are 3.11.7, 3.12.1, 3.8.18. "
        + "Install it, put uv or micromamba on PATH, or name an interpreter with --python PATH.")
    #expect(
      message { try recipe([], pythons: []) }
        == "conda.yml asks for python; no Python 3 was found. "
        + "Install it, put uv or micromamba on PATH, or name an interpreter with --python PATH.")
  }

  @Test("an interpreter that is named is used, and said where it is not the one asked for")
  func named() throws {
    let named = Self.python("3.13.0")
    let recipe = try recipe(["python=3.8.5", "numpy"], conda: "/bin/conda", named: named)
    #expect(recipe.base == .python(named))
    #expect(
      recipe.notes.last?.description
        == "python=3.8.5 is asked for; Python 3.13.0 is used, because /py/3.13.0/bin/python3 "
        + "was named.")
  }

  @Test("a Python without ensurepip is passed over where pip is needed, and an error at the last")
  func ensurepip() throws {
    let bare = Self.python("3.11.2", ensurepip: false)
    let full = Self.python("3.11.7")
    #expect(try recipe(["python=3.11"], pip: ["six"], pythons: [bare, full]).base == .python(full))
    #expect(
      try recipe(["python=3.11"], pip: ["six"], pythons: [bare], uv: "/bin/uv").base
        == .python(bare))
    #expect(
      message { try recipe(["python=3.11"], pip: ["six"], pythons: [bare]) }
        == "/py/3.11.2/bin/python3 cannot make environments with pip (it has no ensurepip): "
        + "install python3.11-venv (Debian, Ubuntu), or put uv on PATH.")
  }

  @Test("pip installs where uv does not know an option")
  func optionUnknownToUV() throws {
    let recipe = try recipe([], pip: ["--pre", "six"], uv: "/bin/uv")
    #expect(recipe.uv == nil)
    #expect(
      recipe.notes.map(\.description) == [
        "uv does not know the option --pre of a requirements file; pip installs instead."
      ])
    #expect(try recipe_uv(["--extra-index-url=https://host/simple", "-f w", "six"]) == "/bin/uv")
  }

  private func recipe_uv(_ pip: [String]) throws -> String? {
    try recipe([], pip: pip, uv: "/bin/uv").uv
  }

  @Test("an image is passed over with a word, and is no environment alone")
  func image() throws {
    #expect(
      try recipe(["python"], image: "mcr.microsoft.com/a:1").notes.map(\.description) == [
        "The container image mcr.microsoft.com/a:1 is not run here; "
          + "the conda file alone makes the environment."
      ])
    func alone(_ image: String?) -> String {
      message {
        try EnvironmentRecipe(
          EnvironmentRequest(name: "digits-env", conda: nil, folder: "/srv", image: image),
          requirements: RequirementLines(),
          on: EnvironmentRecipe.Machine(
            pythons: [Self.python("3.11.7")], tools: EnvironmentTools(), platform: "linux-x86_64"))
      }
    }
    #expect(
      alone("a:1")
        == "digits-env: the container image a:1 cannot be run here and there is no conda_file; "
        + "add one, or name an interpreter with --python PATH.")
    #expect(
      alone(nil)
        == "digits-env has no conda_file, so there is nothing to build; "
        + "add one, or name an interpreter with --python PATH.")
  }

  // MARK: - Digest

  @Test("names, folders, blanks, comments and the installer do not change the digest")
  func sameDigest() throws {
    let digest = try recipe(["python=3.11", "pip"], pip: ["six==1.16.0", "attrs"]).digest
    #expect(digest.count == 64)
    let others = [
      try recipe(
        ["python=3.11", "pip"], pip: ["six==1.16.0", "attrs"], name: "env", folder: "/a"),
      try recipe(["python=3.11", "pip"], pip: [" six==1.16.0  # pinned", "", "# b", "attrs"]),
      try recipe(["python=3.11", "pip"], pip: ["six==1.16.0", "attrs"], uv: "/bin/uv"),
      try recipe(["python=3.11.7", "pip"], pip: ["six==1.16.0", "attrs"], channels: ["a"]),
    ]
    #expect(others.map(\.digest) == Array(repeating: digest, count: others.count))
  }

  @Test("what decides the content changes the digest")
  func otherDigest() throws {
    let recipes = [
      try recipe(["python=3.11", "pip"], pip: ["six", "attrs"]),
      try recipe(["python=3.11", "pip"], pip: ["attrs", "six"]),
      try recipe(["python=3.11", "pip"], pip: ["six==1.16.0", "attrs"]),
      try recipe(["python=3.12", "pip"], pip: ["six", "attrs"]),
      try recipe(["python=3.11", "pip<25"], pip: ["six", "attrs"]),
      try recipe(["python=3.11", "pip", "numpy"], pip: ["six", "attrs"]),
      try recipe(["python=3.11", "pip", "numpy"], pip: ["six", "attrs"], conda: "/bin/conda"),
      try recipe(
        ["python=3.11", "pip", "numpy"], pip: ["six", "attrs"], channels: ["c"],
        conda: "/bin/conda"),
      try recipe(["python=3.11"]),
      try recipe(["python=3.11", "pip"]),
      try recipe(["python=3.9"], uv: "/bin/uv"),
    ]
    #expect(Set(recipes.map(\.digest)).count == recipes.count)
  }
}
