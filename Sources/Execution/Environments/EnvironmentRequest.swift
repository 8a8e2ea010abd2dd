package import BatchEndpoints

/// The environment that a deployment asks for.
package struct EnvironmentRequest: Sendable, Equatable {
  /// What messages call it: the file's name as the operator knows it, or the environment's.
  package var name: String
  package var conda: CondaFile?
  /// Absolute; where relative paths of the conda file start.
  package var folder: String
  /// The container image, which is not pulled here.
  package var image: String?
  /// An interpreter to build on instead of the one the conda file asks for: a path, or a name to look
  /// up in `PATH`.
  package var python: String?

  package init(
    name: String, conda: CondaFile?, folder: String, image: String? = nil, python: String? = nil
  ) {
    self.name = name
    self.conda = conda
    self.folder = folder
    self.image = image
    self.python = python
  }

  /// An environment described in a manifest; its conda file is read.
  ///
  /// Messages call a conda file by its path as seen from `folder`, and anything else `name`; relative
  /// paths of an inline conda file start in `folder`.
  ///
  /// - Throws: `ManifestError` for a conda file that cannot be read.
  package init(
    _ environment: InlineEnvironment, name: String, folder: String, python: String? = nil
  ) throws(ManifestError) {
    switch environment.conda {
    case .file(let path):
      self.init(
        name: ManifestPath.shown(path, from: folder),
        conda: try CondaFile.load(contentsOf: path).value, folder: ManifestPath.folder(of: path))
    case .inline(let conda):
      self.init(name: name, conda: conda, folder: folder)
    case nil:
      self.init(name: name, conda: nil, folder: folder)
    }
    image = environment.image
    self.python = python
  }
}
