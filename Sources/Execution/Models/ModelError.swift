package import Registry

/// What the model store refuses: facts; `description` has the words.
package enum ModelError: Error, Equatable, Sendable {
  /// Names and versions become folders.
  case nameUnfit(name: String)
  case versionUnfit(version: String)
  case sourceMissing(path: String)
  case sourceEmpty(path: String)
  /// Something in the model's folder that cannot be part of a model; `path` is as the folder has it.
  case fileUnfit(path: String, reason: String)
  /// The registered model is not where it was.
  case gone(model: AssetVersion, path: String)
  case noSuchFile(model: AssetVersion, path: String, nearest: String?)
}

extension ModelError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nameUnfit(let name):
      "A model cannot be named \"\(name)\"; a name is letters, digits, \"-\", \"_\" and \".\", "
        + "beginning with a letter or digit, 255 at most."
    case .versionUnfit(let version):
      "A version cannot be \"\(version)\"; it is letters, digits, \"-\", \"_\" and \".\", "
        + "beginning with a letter or digit, 255 at most."
    case .sourceMissing(let path):
      "\(path): there is no such file or folder."
    case .sourceEmpty(let path):
      "\(path): the folder holds no files, so there is no model in it."
    case .fileUnfit(let path, let reason):
      "\(path) cannot be part of a model: \(reason)."
    case .gone(let model, let path):
      "The model \(model) is no longer at \(path); put it back, or register it again."
    case .noSuchFile(let model, let path, let nearest?):
      "The model \(model) has no \"\(path)\"; did you mean \"\(nearest)\"?"
    case .noSuchFile(let model, let path, nil):
      "The model \(model) has no \"\(path)\"; see: batchdeck model artifacts \(model.name)"
    }
  }
}
