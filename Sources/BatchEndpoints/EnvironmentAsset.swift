/// A Python environment for scoring scripts (schema `environment`).
package struct EnvironmentAsset: Sendable, Equatable, Codable {
  /// Nil only for an environment described inside a deployment; an environment's own manifest has
  /// one.
  package var name: String?
  /// Nil asks for the next one.
  package var version: String?
  package var description: String?
  package var tags: [String: String] = [:]
  /// The container image; no image is pulled here.
  package var image: String?
  package var conda: CondaSource?
  /// What Azure would build the image from; no image is built here.
  package var build: BuildContext?
  package var operatingSystem: OperatingSystem?
  /// As written: the routes of an image that serves online endpoints.
  package var inferenceConfig: [String: ManifestValue] = [:]
  /// As written; not used on this machine.
  package var datastore: String?

  package init(
    name: String? = nil, version: String? = nil, image: String? = nil, conda: CondaSource? = nil
  ) {
    self.name = name
    self.version = version
    self.image = image
    self.conda = conda
  }

  package struct BuildContext: Sendable, Equatable, Codable {
    /// An absolute folder, or a URI as written.
    package var path: String?
    /// Relative to `path`.
    package var dockerfilePath: String?

    package init(path: String? = nil, dockerfilePath: String? = nil) {
      self.path = path
      self.dockerfilePath = dockerfilePath
    }
  }

  /// Schema key `os_type`.
  package enum OperatingSystem: String, Sendable, Codable, CaseIterable {
    case linux
    case windows
  }
}
