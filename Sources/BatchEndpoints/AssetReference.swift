/// A registered model or environment, as a manifest names it: `azureml:NAME:VERSION` or
/// `azureml:NAME@LABEL`.
package struct AssetReference: Sendable, Equatable, Hashable, Codable {
  package var name: String
  package var selector: Selector

  package enum Selector: Sendable, Equatable, Hashable, Codable {
    case version(String)
    /// `latest`, as a rule; also what a reference with neither version nor label means.
    case label(String)
  }

  package init(name: String, selector: Selector) {
    self.name = name
    self.selector = selector
  }

  /// As an operator types it: `NAME`, `NAME:VERSION` or `NAME@LABEL`, with or without `azureml:`.
  package init(shorthand text: String) {
    let prefix = "azureml:"
    let text = text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text[...]
    if let mark = text.firstIndex(where: { $0 == ":" || $0 == "@" }) {
      let rest = String(text[text.index(after: mark)...])
      self.init(
        name: String(text[..<mark]), selector: text[mark] == ":" ? .version(rest) : .label(rest))
    } else {
      self.init(name: String(text), selector: .label("latest"))
    }
  }
}

extension AssetReference {
  /// Whether its name is one that Azure keeps for environments of its own making.
  package var isCurated: Bool { name.hasPrefix("AzureML-") }
}

extension AssetReference: CustomStringConvertible {
  /// As in a manifest, without `azureml:`.
  package var description: String {
    switch selector {
    case .version(let version): "\(name):\(version)"
    case .label(let label): "\(name)@\(label)"
    }
  }
}
