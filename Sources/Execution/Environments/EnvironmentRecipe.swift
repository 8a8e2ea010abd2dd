import BatchEndpoints

/// How the environment of a request is made on this machine: a plan, decided before anything is done.
struct EnvironmentRecipe: Sendable, Equatable {
  let name: String
  /// Where installers run: relative paths that only they understand start here.
  let folder: String
  private(set) var base: Base
  /// Installs what pip installs; nil stands for pip itself.
  private(set) var uv: String?
  /// Whether pip is to be in the environment.
  private(set) var hasPip = false
  /// Versions of pip, setuptools and wheel that the request asks for; they go first.
  private(set) var buildTools: [String] = []
  private(set) var requirements: RequirementLines
  /// Those of `requirements` that the request asks from conda.
  private(set) var fromConda: [String] = []
  private(set) var notes: [EnvironmentNote] = []
  let variables: [String: String]
  private let platform: String

  enum Base: Sendable, Equatable {
    case python(FoundPython)
    /// uv fetches an interpreter of this version.
    case fetched(String)
    case conda(tool: String, channels: [String], packages: [String])
  }

  /// What can be used on this machine.
  struct Machine: Sendable {
    /// First choice first.
    var pythons: [FoundPython]
    var tools: EnvironmentTools
    /// As Python writes it: `linux-x86_64`.
    var platform: String
    /// The operator's own choice of interpreter.
    var named: FoundPython?
  }

  /// Plans.
  ///
  /// 1. An interpreter that the operator names is used, whatever the conda file says.
  /// 2. Where there is a conda tool, it is used when anything but Python and its build tools is asked
  ///    from conda, or when no Python here fits.
  /// 3. Otherwise a virtual environment of the first Python that fits, the exact release before
  ///    another of the same minor version, with pip's counterparts of the conda packages.
  /// 4. Otherwise the same of a Python that uv fetches.
  ///
  /// - Throws: `EnvironmentError.pythonMissing`, `.ensurepipMissing`, `.imageOnly`, `.nothingAsked`.
  init(_ request: EnvironmentRequest, requirements: RequirementLines, on machine: Machine) throws {
    guard let conda = request.conda else {
      if let image = request.image {
        throw EnvironmentError.imageOnly(name: request.name, image: image)
      }
      throw EnvironmentError.nothingAsked(name: request.name)
    }
    name = request.name
    folder = request.folder
    variables = conda.variables
    platform = machine.platform
    self.requirements = requirements
    uv = machine.tools.uv
    if let image = request.image { notes.append(.imageUnused(image)) }
    if uv != nil, let option = requirements.optionUnknownToUV {
      uv = nil
      notes.append(.pipForOption(option))
    }

    let asked = conda.packages.compactMap(CondaSpecification.init)
    let python = asked.first { $0.name == "python" }
    let fitting = Self.fitting(python, machine.pythons)
    let fromConda = conda.packages.filter { text in
      CondaSpecification(text).map { !Self.isPythonOrBuildTool($0.name) } ?? true
    }

    if machine.named == nil, let tool = machine.tools.conda,
      !fromConda.isEmpty || fitting.isEmpty
    {
      base = .conda(tool: tool, channels: conda.channels, packages: conda.packages)
      addPythonAndPip(asked, to: conda, tool: tool)
      return
    }
    // Decided below, once it is known whether pip is wanted.
    base = .fetched("")
    addBuildTools(asked)
    for text in fromConda { add(text) }
    noteLeftOut()
    hasPip =
      asked.contains { $0.name == "pip" } || !self.requirements.requirements.isEmpty
      || !buildTools.isEmpty
    try choose(python, fitting, machine)
  }

  private static func isPythonOrBuildTool(_ name: String) -> Bool {
    ["python", "pip", "setuptools", "wheel"].contains(name)
  }

  // MARK: - The interpreter

  /// Exact releases first, each group in the machine's order.
  private static func fitting(
    _ asked: CondaSpecification?, _ pythons: [FoundPython]
  ) -> [FoundPython] {
    guard let asked else { return pythons }
    let exact = pythons.filter { asked.admits($0.version) }
    let widened = asked.widenedToMinor
    return exact + pythons.filter { !asked.admits($0.version) && widened.admits($0.version) }
  }

  private mutating func choose(
    _ asked: CondaSpecification?, _ fitting: [FoundPython], _ machine: Machine
  ) throws {
    let needsEnsurepip = hasPip && uv == nil
    let chosen: FoundPython
    if let named = machine.named {
      chosen = named
      if let asked, !asked.widenedToMinor.admits(named.version) {
        notes.append(.pythonNamed(asked: asked.text, used: named.version, path: named.path))
      }
    } else if let first = fitting.first {
      chosen = fitting.first { $0.hasEnsurepip || !needsEnsurepip } ?? first
      if let asked, !asked.admits(chosen.version) {
        notes.append(.pythonRelease(asked: asked.text, used: chosen.version))
      }
    } else if machine.tools.uv != nil {
      let version = asked.flatMap { $0.pinnedMinor ?? $0.pipVersions } ?? "3"
      base = .fetched(version)
      notes.append(.pythonFetched(version))
      return
    } else {
      throw EnvironmentError.pythonMissing(
        name: name, wanted: asked?.text ?? "python", available: machine.pythons.map(\.version))
    }
    if needsEnsurepip, !chosen.hasEnsurepip {
      throw EnvironmentError.ensurepipMissing(python: chosen.path, version: chosen.version)
    }
    base = .python(chosen)
  }

  // MARK: - Conda's part

  /// A scoring environment has a Python, and a pip part needs pip.
  private mutating func addPythonAndPip(
    _ asked: [CondaSpecification], to conda: CondaFile, tool: String
  ) {
    var packages = conda.packages
    let names = Set(asked.map(\.name))
    if !names.contains("python") { packages.append("python") }
    hasPip = names.contains("pip") || !requirements.requirements.isEmpty
    if hasPip, !names.contains("pip") { packages.append("pip") }
    base = .conda(tool: tool, channels: conda.channels, packages: packages)
  }

  private mutating func addBuildTools(_ asked: [CondaSpecification]) {
    for tool in asked where Self.isPythonOrBuildTool(tool.name) && tool.name != "python" {
      let versions = tool.pipVersions ?? ""
      // Whatever pip an environment gets will do.
      if tool.name != "pip" || !versions.isEmpty { buildTools.append(tool.name + versions) }
    }
  }

  /// Asks pip for what the request asks from conda.
  private mutating func add(_ text: String) {
    guard let specification = CondaSpecification(text) else {
      notes.append(.packageFile(text))
      return
    }
    let pipName: String
    switch CondaPackages.pipCounterpart(of: specification.name) {
    case .none:
      leftOut.append(specification.name)
      return
    case .renamed(let renamed):
      pipName = renamed
      notes.append(.renamed(conda: specification.name, pip: renamed))
    case .sameName:
      pipName = specification.name
      fromPyPI.append(pipName)
    }
    if specification.pipVersions == nil { notes.append(.anyVersion(specification.text)) }
    if specification.build != nil { notes.append(.anyBuild(specification.text)) }
    let line = pipName + (specification.pipVersions ?? "")
    requirements.requirements.insert(RequirementLines.Line(line), at: fromConda.count)
    fromConda.append(line)
  }

  /// Names gathered for one note each.
  private var leftOut: [String] = []
  private var fromPyPI: [String] = []

  private mutating func noteLeftOut() {
    if !fromPyPI.isEmpty { notes.append(.fromPyPI(fromPyPI)) }
    if !leftOut.isEmpty { notes.append(.leftOut(leftOut)) }
  }
}

// MARK: - Digest

extension EnvironmentRecipe {
  /// SHA-256, in hex, of everything that decides what is installed. Recipes of one digest make one
  /// environment: the conda file's name and folder, comments and blanks, and who installs do not count.
  var digest: String {
    var facts = ["batchdeck environment 1"]
    switch base {
    case .python(let python):
      facts.append("python \(python.version) \(python.tag) \(python.platform)")
    case .fetched(let version):
      facts.append("python \(version) by uv \(platform)")
    case .conda(_, let channels, let packages):
      facts.append("conda \(platform)")
      facts += channels.map { "channel \($0)" }
      facts += packages.map { "package \($0)" }
    }
    facts.append("pip \(hasPip)")
    facts += buildTools.map { "build tool \($0)" }
    facts += requirements.requirements.map { "requirement \($0.digestText)" }
    facts += requirements.constraints.map { "constraint \($0.digestText)" }
    return ContentDigest.hex(of: facts.joined(separator: "\n"))
  }
}

extension RequirementLines.Line {
  fileprivate var digestText: String {
    contentDigest.map { "\(written) \($0)" } ?? written
  }
}

extension RequirementLines {
  /// The first option that pip takes in a requirements file and uv does not.
  fileprivate var optionUnknownToUV: String? {
    let known: Set = [
      "-e", "--editable", "-i", "--index-url", "--extra-index-url", "-f", "--find-links",
      "--no-index", "--no-binary", "--only-binary", "-r", "--requirement", "-c", "--constraint",
    ]
    return requirements.lazy.map(\.written).filter { $0.hasPrefix("-") }
      .map { String($0.prefix { $0 != " " && $0 != "=" }) }
      .first { !known.contains($0) }
  }
}
