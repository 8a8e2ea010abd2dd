extension BuildFailure {
  /// Reads the output of pip, uv, conda or micromamba; the more telling line wins over the later one.
  ///
  /// `requirements` are the lines of the requirements file, which pip may know by their numbers;
  /// `fromConda` are those of them that the conda file asks from conda.
  init(
    program: String, exitCode: Int, output lines: [String], requirements: [String],
    fromConda: [String]
  ) {
    func isFromConda(_ requirement: String) -> Bool {
      fromConda.contains { Self.name(of: $0) == Self.name(of: requirement) }
    }
    func first<Output>(_ pattern: Regex<Output>) -> Regex<Output>.Match? {
      lines.lazy.compactMap { $0.firstMatch(of: pattern) }.first
    }
    if first(/[Nn]o space left on device|\[Errno 28\]/) != nil {
      self = .diskFull
    } else if let place = Self.unreachable(lines) {
      self = .noNetwork(place)
    } else if let match = first(/ERROR: No matching distribution found for (.+?)(?: \(from .*)?$/) {
      let requirement = String(match.output.1)
      self = .noDistribution(
        requirement: requirement, found: Self.newest(lines), fromConda: isFromConda(requirement))
    } else if let text = Self.unreadable(lines) {
      self = .requirementUnreadable(text)
    } else if let match = first(/ERROR: (Package .+ requires a different Python: .+)/) {
      self = .wrongPython(String(match.output.1))
    } else if let match = first(/ERROR: (Cannot install .+)/) {
      self = .conflict(Self.naming(requirements, in: match.output.1))
    } else if let match = first(/Failed (?:to build|building wheel for) `?([^`\s]+)/) {
      let package = String(match.output.1)
      self = .notCompiled(package, fromConda: isFromConda(package))
    } else if let account = Self.uvAccount(lines) {
      let missing = Self.requirementMissing(account)
      self =
        missing.map { .noDistribution(requirement: $0, found: [], fromConda: isFromConda($0)) }
        ?? .conflict(account)
    } else if let account = Self.condaAccount(lines) {
      self = .condaUnsolved(account)
    } else if let package = Self.packageBeingPrepared(lines) {
      self = .notCompiled(package, fromConda: isFromConda(package))
    } else {
      let told = lines.last { $0.wholeMatch(of: /(?i)\s*(error|fatal)\b.*/) != nil }
      self = .other(
        program: program, exitCode: exitCode,
        line: (told ?? lines.last { !$0.allSatisfy(\.isWhitespace) } ?? "it printed nothing.")
          .trimmed)
    }
  }

  /// In lower case, without versions and extras.
  private static func name(of requirement: String) -> String {
    requirement.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }.lowercased()
  }

  /// With requirements in place of their numbers.
  private static func naming(_ requirements: [String], in account: Substring) -> String {
    let numbered = /-r \S+ \(line ([0-9]+)\)/
    return String(
      account.replacing(numbered) { match in
        guard let line = Int(match.output.1), requirements.indices.contains(line - 1) else {
          return String(match.output.0)
        }
        return requirements[line - 1]
      })
  }

  /// The host that could not be reached. Pip says afterwards that there is no distribution, so this
  /// is looked for first; a retry that succeeded is not the last one (`total=0`).
  private static func unreachable(_ lines: [String]) -> String? {
    let address = lines.lazy.compactMap { $0.firstMatch(of: /https?:\/\/([^\/\s`>\)]+)/) }.first
    let index = address.map { String($0.output.1) } ?? "The package index"
    for line in lines {
      if line.contains("Retrying (Retry(total=0,") {
        let host = line.firstMatch(of: /host='([^']+)'/)
        return host.map { String($0.output.1) } ?? index
      }
      if let match = line.firstMatch(of: /CondaHTTPError.*for url <https?:\/\/([^\/>]+)/) {
        return String(match.output.1)
      }
    }
    let signs = ["dns error", "tcp connect error", "are you offline", "resolve host"]
    let isOffline = lines.contains { line in signs.contains { line.contains($0) } }
    return isOffline ? index : nil
  }

  /// The requirement that the installer cannot parse.
  private static func unreadable(_ lines: [String]) -> String? {
    let pip = /ERROR: Invalid requirement: ['"]?(.+?)['"]?(?: \(from .*|: .*)?$/
    for (index, line) in lines.enumerated() {
      if let match = line.firstMatch(of: pip) ?? line.firstMatch(of: /Failed to parse: `(.+?)`/) {
        return String(match.output.1)
      }
      // uv shows it under the cause.
      if line.contains("Couldn't parse requirement in"), index + 2 < lines.count {
        return lines[index + 2].trimmed
      }
    }
    return nil
  }

  /// From `(from versions: 1.0, 1.1)`.
  private static func newest(_ lines: [String]) -> [String] {
    guard
      let match = lines.lazy.compactMap({ $0.firstMatch(of: /\(from versions: (.+)\)/) }).first,
      match.output.1 != "none"
    else { return [] }
    return match.output.1.split(separator: ", ").suffix(3).map(String.init)
  }

  /// Pip names the package whose metadata could not be made only in the line before.
  private static func packageBeingPrepared(_ lines: [String]) -> String? {
    guard lines.contains(where: { $0.contains("subprocess-exited-with-error") }) else { return nil }
    let package = lines.last { line in
      ["Collecting ", "Processing ", "Obtaining "].contains { line.hasPrefix($0) }
    }
    return package?.split(separator: " ").dropFirst().first.map(String.init)
  }

  // MARK: uv

  /// The sentences that begin with "Because", on one line.
  private static func uvAccount(_ lines: [String]) -> String? {
    guard let start = lines.firstIndex(where: { $0.contains("Because ") }),
      let because = lines[start].firstRange(of: "Because ")
    else { return nil }
    var account = String(lines[start][because.lowerBound...])
    for line in lines[(start + 1)...] {
      let text = line.trimmed
      // A blank line ends it, and hints follow.
      if text.isEmpty || text.hasPrefix("hint:") { break }
      account += " " + text
    }
    return account
  }

  /// The requirement that nothing fits, when that is all there is to it.
  private static func requirementMissing(_ account: String) -> String? {
    let missing = /Because there (?:is|are) no versions? of .+ and you require (\S+), we can.*/
    let unknown = /Because \S+ was not found in the .+ and you require (\S+), we can.*/
    let match = account.wholeMatch(of: missing) ?? account.wholeMatch(of: unknown)
    return match.map { String($0.output.1) }
  }

  // MARK: conda

  private static func condaAccount(_ lines: [String]) -> String? {
    let heads = [
      "PackagesNotFoundError", "ResolvePackageNotFound", "UnsatisfiableError",
      "Could not solve for environment specs",
    ]
    let start = lines.firstIndex { line in heads.contains { line.contains($0) } }
    guard let start else { return nil }
    // The packages stand on the lines that follow.
    let rest = lines[(start + 1)...].map(\.trimmed).filter { !$0.isEmpty }.prefix(2)
    return ([lines[start].trimmed] + rest).joined(separator: " ")
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace || "│├└─╰▶×".contains(first) {
      text.removeFirst()
    }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
