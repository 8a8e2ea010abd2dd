/// One line of a conda file's `dependencies`: a package and the versions of it that will do.
///
/// Source: conda's "package match specification": `[channel::]name[versions][=build]`.
struct CondaSpecification: Sendable, Equatable {
  /// As written.
  let text: String
  /// In lower case, without the channel.
  let name: String
  /// Any one of them will do, and each asks for all its clauses. Empty: every version will do, or the
  /// versions cannot be read (`isUnread`).
  private(set) var alternatives: [[Clause]] = []
  /// The build string, which names one file of one channel.
  private(set) var build: String?
  /// Versions are asked for in a way that is not understood here.
  private(set) var isUnread = false

  struct Clause: Sendable, Equatable {
    var relation: Relation
    /// Without the `.*` at its end.
    var version: String
  }

  enum Relation: String, Sendable {
    case exact = "=="
    /// `=1.2` and `1.2.*`: 1.2 and everything that begins with it.
    case prefix = "="
    case notEqual = "!="
    case notPrefix = "!=*"
    case compatible = "~="
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
  }

  /// Nil for what is no specification: the address or path of a package file.
  init?(_ text: String) {
    let line = /\s*(?:[^\s=<>!~]+::)?([A-Za-z0-9_.\-]+)\s*(.*?)\s*/
    guard !text.contains("://"), !text.hasSuffix(".conda"), !text.hasSuffix(".tar.bz2"),
      let match = text.wholeMatch(of: line)
    else { return nil }
    self.text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    name = match.output.1.lowercased()
    var versions = match.output.2
    if versions.hasPrefix("[") {
      let inBrackets = /\bversion\s*=\s*(?:'([^']*)'|"([^"]*)"|([^,\]]*))/
      let found = versions.firstMatch(of: inBrackets)
      versions = found.flatMap { $0.output.1 ?? $0.output.2 ?? $0.output.3 } ?? ""
    }
    read(versions)
  }

  private mutating func read(_ versions: Substring) {
    guard !versions.isEmpty else { return }
    for alternative in versions.split(separator: "|", omittingEmptySubsequences: false) {
      var clauses: [Clause] = []
      for part in alternative.split(separator: ",", omittingEmptySubsequences: false) {
        let clause =
          #/
          \s* (==|=|>=|<=|!=|~=|>|<|)              # the relation
          \s* ([0-9][0-9A-Za-z_.+!]*?|) (\.?\*)?  # the version, and whether it is a prefix
          (?:[=\ ]+(\S+))? \s*                    # the build
          /#
        guard let match = part.wholeMatch(of: clause) else {
          isUnread = true
          alternatives = []
          return
        }
        if let build = match.output.4, build != "*" { self.build = String(build) }
        let version = String(match.output.2)
        guard !version.isEmpty else {
          // A lone `*`.
          if match.output.3 == nil { isUnread = true }
          continue
        }
        let relation = Self.relation(match.output.1, hasStar: match.output.3 != nil)
        clauses.append(Clause(relation: relation, version: version))
      }
      alternatives.append(clauses)
    }
    if isUnread || alternatives.contains([]) { alternatives = [] }
  }

  private static func relation(_ written: Substring, hasStar: Bool) -> Relation {
    switch written {
    case "=": .prefix
    case "", "==": hasStar ? .prefix : .exact
    case "!=": hasStar ? .notPrefix : .notEqual
    // Conda takes `>=1.2.*` for `>=1.2`.
    default: Relation(rawValue: String(written)) ?? .exact
    }
  }
}

// MARK: - Versions

extension CondaSpecification {
  /// Whether a release such as `3.11.7` will do; its components and the clauses' are compared as
  /// numbers.
  func admits(_ version: String) -> Bool {
    alternatives.isEmpty
      || alternatives.contains { $0.allSatisfy { $0.admits(Self.numbers(version)) } }
  }

  /// The same with exact releases widened to their minor version: `3.11` for `3.11.2`. What matters
  /// between packages and a Python is the minor version.
  var widenedToMinor: CondaSpecification {
    var widened = self
    widened.alternatives = alternatives.map { clauses in
      clauses.map { clause in
        switch clause.relation {
        case .exact, .prefix:
          let minor = clause.version.split(separator: ".").prefix(2).joined(separator: ".")
          return Clause(relation: .prefix, version: minor)
        case .notEqual, .notPrefix, .compatible, .atLeast, .atMost, .above, .below:
          return clause
        }
      }
    }
    return widened
  }

  /// `3.11` when no other minor version will do.
  var pinnedMinor: String? {
    let pins = Set(
      widenedToMinor.alternatives.map { clauses in
        clauses.first { $0.relation == .prefix && $0.version.contains(".") }?.version
      })
    guard pins.count == 1, let pin = pins.first else { return nil }
    return pin
  }

  /// The versions as pip writes them (PEP 440), such as `==1.2.*,<2`; empty when every one will do and
  /// nil when pip has no words for them.
  var pipVersions: String? {
    if isUnread || alternatives.count > 1 { return nil }
    return (alternatives.first ?? []).map(\.pipText).joined(separator: ",")
  }

  /// The leading number of each component; what has none, such as `rc`, counts as 0.
  fileprivate static func numbers(_ version: String) -> [Int] {
    version.split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 }
  }
}

extension CondaSpecification.Clause {
  fileprivate func admits(_ other: [Int]) -> Bool {
    let wanted = CondaSpecification.numbers(version)
    let isPrefix = other.starts(with: wanted)
    let order = Self.compare(other, wanted)
    return switch relation {
    case .exact: order == 0
    case .prefix: isPrefix
    case .notEqual: order != 0
    case .notPrefix: !isPrefix
    case .compatible: order >= 0 && other.starts(with: wanted.dropLast())
    case .atLeast: order >= 0
    case .atMost: order <= 0
    case .above: order > 0
    case .below: order < 0
    }
  }

  /// Below, at or above 0 as `left` is lower, equal or higher; missing components are zeros.
  private static func compare(_ left: [Int], _ right: [Int]) -> Int {
    for index in 0..<max(left.count, right.count) {
      let difference =
        (index < left.count ? left[index] : 0) - (index < right.count ? right[index] : 0)
      if difference != 0 { return difference }
    }
    return 0
  }

  fileprivate var pipText: String {
    // PEP 440 has no prefix of a pre-release.
    let isRelease = version.allSatisfy { $0.isNumber || $0 == "." || $0 == "!" }
    return switch relation {
    case .prefix: isRelease ? "==\(version).*" : "==\(version)"
    case .notPrefix: isRelease ? "!=\(version).*" : "!=\(version)"
    case .exact, .notEqual, .compatible, .atLeast, .atMost, .above, .below:
      relation.rawValue + version
    }
  }
}
