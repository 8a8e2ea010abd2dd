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
