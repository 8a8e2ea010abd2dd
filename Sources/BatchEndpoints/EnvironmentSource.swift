/// Where a deployment's Python environment comes from (schema key `environment`).
package enum EnvironmentSource: Sendable, Equatable, Codable {
  case reference(AssetReference)
  /// An Azure registry's or workspace's own identifier, a curated environment as a rule; kept as
  /// written.
  case remote(String)
  case inline(InlineEnvironment)
}

/// An environment described inside the deployment manifest: the same keys, the name optional.
package typealias InlineEnvironment = EnvironmentAsset

/// The two ways to write `conda_file`.
package enum CondaSource: Sendable, Equatable, Codable {
  /// An absolute path.
  case file(String)
  case inline(CondaFile)
}
