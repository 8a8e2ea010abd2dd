import BatchEndpoints
import Registry

extension LoadedManifest {
  /// Finds what a manifest refers to at `key`; `source` is the option that would make what is missing.
  ///
  /// - Throws: `ManifestError` with the place and what to do.
  func lookUp<Asset>(
    _ reference: AssetReference, _ key: String, _ source: String, _ find: () throws -> Asset
  ) throws -> Asset {
    do {
      return try find()
    } catch RegistryError.notFound(let item, let nearest) {
      throw refusal(
        "the \(item) is not registered; "
          + advice(
            nearest, orElse: "batchdeck \(key) create --name \(reference.name) \(source)"),
        at: key)
    } catch let error as RegistryError {
      throw refusal("\(error)", at: key)
    }
  }

  func refusal(_ message: String, at key: String) -> ManifestError {
    ManifestError([source.error(message, at: key)])
  }
}

/// What to do about a name that is not there.
func advice(_ nearest: String?, orElse command: String) -> String {
  nearest.map { "did you mean \"\($0)\"?" } ?? "make it with: \(command)"
}
