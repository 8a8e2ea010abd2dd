import BatchEndpoints
package import Registry

/// A difference between a model's files and what was registered.
package struct ModelDefect: Sendable, Equatable {
  /// As seen from `AZUREML_MODEL_DIR`.
  package var path: String
  package var kind: Kind

  package enum Kind: Sendable, Equatable {
    case missing
    case changed
    /// A file that was not registered.
    case added
    /// It is there and cannot be read, or is no file any more.
    case unreadable(reason: String)
  }
}

extension ModelStore {
  /// Reads the model's files again and says what is not as it was registered, by path; nothing when
  /// all is well.
  ///
  /// - Throws: `RegistryError.notFound`; what `progress` throws.
  package func verify(
    _ identity: AssetVersion, progress: (ModelProgress) throws -> Void = { _ in }
  ) throws -> [ModelDefect] {
    let model = try registry.find(identity.reference)
    let expected = Dictionary(
      uniqueKeysWithValues: try registry.artifacts(of: identity).map { ($0.path, $0) })
    var found: [ModelListing.File] = []
    var defects: [String: ModelDefect.Kind] = [:]
    do {
      let listing = try ModelListing(path: path(of: model))
      for problem in listing.problems {
        defects[problem.path] = .unreadable(reason: problem.reason)
      }
      found = listing.files
    } catch ModelError.sourceMissing {
      // Then every file is missing.
    }
    for path in expected.keys where defects[path] == nil { defects[path] = .missing }
    for file in found {
      switch expected[file.path]?.bytes {
      case file.bytes: defects[file.path] = nil
      case nil: defects[file.path] = .added
      default: defects[file.path] = .changed
      }
    }
    let sameSize = found.filter { defects[$0.path] == nil }
    for artifact in try read(sameSize, progress, by: { try $1.hash($0.source) })
    where artifact != expected[artifact.path] {
      defects[artifact.path] = .changed
    }
    return defects.map { ModelDefect(path: $0.key, kind: $0.value) }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}
