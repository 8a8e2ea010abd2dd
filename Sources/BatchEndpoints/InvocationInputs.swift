/// What a job reads and where it writes, as a file for `invoke` says it: `inputs` and `outputs` by
/// name.
package struct InvocationInputs: Sendable, Equatable, Codable {
  /// Exactly one: a model deployment takes no more. Its name means nothing.
  package var inputs: [String: Input]
  package var outputs: [String: Output] = [:]

  package init(inputs: [String: Input]) { self.inputs = inputs }

  /// The one input; nil only for a value that was not read from a file.
  package var input: Input? { inputs.values.first }

  package struct Input: Sendable, Equatable, Codable {
    package var type: DataType = .folder
    package var source: InputSource
    /// As written, such as `ro_mount`; a local path needs none.
    package var mode: String?

    package init(source: InputSource, type: DataType = .folder) {
      self.source = source
      self.type = type
    }
  }

  package struct Output: Sendable, Equatable, Codable {
    package var type: DataType = .folder
    /// Absolute; nil leaves the place to the job.
    package var path: String?
    /// As written, such as `upload`; a local path needs none.
    package var mode: String?

    package init(path: String? = nil, type: DataType = .folder) {
      self.path = path
      self.type = type
    }
  }
}

/// What an input names.
package enum InputSource: Sendable, Equatable, Codable {
  /// A registered data asset.
  case reference(AssetReference)
  /// An absolute path.
  case path(String)
}
