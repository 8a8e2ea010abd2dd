import Foundation

/// A manifest as a tree, not yet read as what it describes: the place for `--set`.
package struct ManifestDraft: Sendable {
  /// As the operator named it.
  package let file: String
  /// The absolute folder where relative paths in the manifest start.
  package let folder: String
  /// Always a map.
  var root: YAMLNode
  private var problems: [YAMLDocument.Problem] = []
  /// How many values came from options.
  var optionCount = 0

  /// Reads a manifest file; nothing but the file itself is touched.
  ///
  /// - Throws: `ManifestError` when it cannot be read or is not a map.
  package init(contentsOf path: String) throws(ManifestError) {
    try self.init(
      bytes: Self.bytes(ofFile: path), file: path, folder: ManifestPath.folder(of: path))
  }

  /// Reads a manifest from memory.
  package init(_ text: String, file: String, folder: String) throws(ManifestError) {
    try self.init(bytes: text.utf8, file: file, folder: folder)
  }

  /// A manifest of nothing but options; `name` stands for it in messages, such as
  /// `model create`.
  package init(named name: String, folder: String) {
    file = name
    self.folder = folder
    root = .map([])
  }

  /// The manifest of an existing value, to be changed; `name` stands for it in messages, such as
  /// `deployment sheets`. Paths that are set start at the working directory.
  package init(of value: some Manifest, named name: String) {
    self.init(named: name, folder: FileManager.default.currentDirectoryPath)
    root = type(of: value).schema.write(value, ManifestPrinter(style: .manifest))
  }

  init(bytes: some Collection<UInt8>, file: String, folder: String) throws(ManifestError) {
    self.file = file
    self.folder = folder
    let document = YAMLDocument(bytes)
    problems = document.problems
    if let root = document.root, case .map = root.content {
      self.root = root
      return
    }
    var reader = ManifestReader(file: file, folder: folder)
    for problem in problems { reader.error(problem.message, at: problem.position) }
    if let root = document.root, !root.isNull {
      reader.error("the file is \(root.shown); it must be a map of keys.", at: root.position)
    } else if problems.isEmpty {
      reader.error("the file is empty; it must be a map of keys.", at: nil)
    }
    throw ManifestError(reader.diagnostics)
  }

  // MARK: - Reading

  /// The value that the manifest describes.
  ///
  /// - Throws: `ManifestError` with everything found, when any of it is an error; with nothing but
  ///   the one line about it when the file is clearly of another kind.
  package func read<Value: Manifest>(
    as type: Value.Type
  ) throws(ManifestError) -> LoadedManifest<Value> {
    let startsHere = !type.schema.pathsStartAtWorkingDirectory
    return try read(
      as: type, pathsFrom: startsHere ? folder : FileManager.default.currentDirectoryPath)
  }

  func read<Value: Manifest>(
    as type: Value.Type, pathsFrom folder: String
  ) throws(ManifestError) -> LoadedManifest<Value> {
    if let stray = strayKind(insteadOf: type.schema.kind) { throw ManifestError([stray]) }
    return try read(pathsFrom: folder, by: type.schema.read)
  }

  /// Reads the root map by any function.
  func read<Value>(
    pathsFrom folder: String, by read: (YAMLNode, inout ManifestReader) -> Value?
  ) throws(ManifestError) -> LoadedManifest<Value> {
    var reader = ManifestReader(file: file, folder: folder)
    for problem in problems { reader.error(problem.message, at: problem.position) }
    let value = read(root, &reader)
    let hasErrors = reader.diagnostics.contains { $0.severity == .error }
    guard let value, !hasErrors else { throw ManifestError(reader.diagnostics) }
    return LoadedManifest(
      value: value, warnings: reader.diagnostics.sortedByPosition(), source: reader.source)
  }
}
