extension ManifestDraft {
  /// What the file seems to describe, by its `$schema` and its keys; nil when nothing speaks for one
  /// kind more than for the others.
  package var kind: ManifestKind? {
    let ours = leader(among: ManifestKind.allCases.filter(\.isSupported))
    let others = leader(among: ManifestKind.allCases.filter { !$0.isSupported })
    return ours.evidence >= others.evidence ? ours.kind : others.kind
  }

  /// The kind with most evidence, nil when several have as much.
  private func leader(among kinds: [ManifestKind]) -> (kind: ManifestKind?, evidence: Int) {
    var best: (kind: ManifestKind?, evidence: Int) = (nil, 0)
    for kind in kinds {
      let count = evidence(for: kind).count
      if count > best.evidence {
        best = (kind, count)
      } else if count == best.evidence {
        best.kind = nil
      }
    }
    return best
  }

  /// The one line to say when the file is clearly not what is wanted.
  func strayKind(insteadOf wanted: ManifestKind) -> Diagnostic? {
    guard let kind, kind != wanted else { return nil }
    let position = evidence(for: kind).first
    return Diagnostic(
      severity: .error, file: file, position: position == .nowhere ? nil : position,
      message: "this is \(kind.noun), not \(wanted.noun); \(kind.advice).")
  }

  /// The places that speak for a kind. `$schema` counts twice: it says so outright, but is also
  /// what gets copied from another file.
  private func evidence(for kind: ManifestKind) -> [SourcePosition] {
    var places: [SourcePosition] = []
    for entry in root.entries {
      let text = entry.value.scalarText
      switch entry.key {
      case "$schema":
        if let text, ManifestKind(schema: text) == kind {
          places += [entry.keyPosition, entry.keyPosition]
        }
      case "type":
        if let text, kind.types.contains(text.lowercased()) { places.append(entry.keyPosition) }
      default:
        if kind.telltales.contains(entry.key) { places.append(entry.keyPosition) }
      }
    }
    return places
  }
}

extension YAMLNode {
  fileprivate var scalarText: String? {
    if case .scalar(let scalar) = content { scalar.text } else { nil }
  }
}
