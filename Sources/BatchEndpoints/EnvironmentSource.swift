/// Where a deployment's Python environment comes from (schema key `environment`).
package enum EnvironmentSource: Sendable, Equatable, Codable {
  case reference(AssetReference)
  /// An Azure registry's or workspace's own identifier, a curated environment as a rule; kept as
  /// written.
  case remote(String)
  case inline(InlineEnvironment)
}

/// An environment described inside the deployment manifest.
package struct InlineEnvironment: Sendable, Equatable, Codable {
  package var name: String?
  package var version: String?
  /// The container image; no image is pulled here.
  package var image: String?
  package var conda: CondaSource?

  package init(
    name: String? = nil, version: String? = nil, image: String? = nil, conda: CondaSource? = nil
  ) {
    self.name = name
    self.version = version
    self.image = image
    self.conda = conda
  }
}

/// The two ways to write `conda_file`.
package enum CondaSource: Sendable, Equatable, Codable {
  /// An absolute path.
  case file(String)
  case inline(CondaFile)
}
