package import BatchEndpoints

/// Something that the registry holds or was asked for.
package enum RegistryItem: Equatable, Sendable {
  /// `version` is nil when the whole name is meant.
  case asset(AssetKind, name: String, version: String?)
  case endpoint(String)
  case deployment(String, endpoint: String)
}

extension RegistryItem: CustomStringConvertible {
  /// As in a sentence: `model digits:3`, `deployment blue of endpoint digits`.
  package var description: String {
    switch self {
    case .asset(let kind, let name, let version?): "\(kind.word) \(name):\(version)"
    case .asset(let kind, let name, nil): "\(kind.word) \(name)"
    case .endpoint(let name): "endpoint \(name)"
    case .deployment(let name, let endpoint): "deployment \(name) of endpoint \(endpoint)"
    }
  }
}

/// What has versions. Raw values are the tables' names.
package enum AssetKind: String, Sendable, CaseIterable {
  case model
  case environment
  case data = "data_asset"

  /// As in a sentence.
  package var word: String {
    switch self {
    case .model: "model"
    case .environment: "environment"
    case .data: "data asset"
    }
  }
}

/// A version of a model, environment or data asset.
package struct AssetVersion: Codable, Sendable, Equatable, Hashable, CustomStringConvertible {
  package var name: String
  package var version: String

  package init(name: String, version: String) {
    self.name = name
    self.version = version
  }

  /// `NAME:VERSION`.
  package var description: String { "\(name):\(version)" }

  package var reference: AssetReference {
    AssetReference(name: name, selector: .version(version))
  }
}

/// Which versions a list has.
package enum ArchiveFilter: Sendable, CaseIterable {
  case active
  case archived
  case all
}
