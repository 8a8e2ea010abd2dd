import ArgumentParser
import BatchEndpoints
import Foundation

/// What is to be registered: a manifest, options that change it, or options alone.
struct AssetManifestOptions: ParsableArguments {
  @Option(name: [.customShort("n"), .long], help: "The name.")
  var name: String?

  @Option(name: [.customShort("v"), .long], help: "The version. Default: the next number.")
  var version: String?

  @OptionGroup var manifest: ManifestOptions

  /// The manifest with the options in it, its warnings told.
  ///
  /// `verb` is what messages name where there is no file; `values` and `paths` as in
  /// `ManifestOptions`.
  ///
  /// - Throws: `ManifestError`.
  func load<Value: Manifest>(
    as type: Value.Type, verb: String,
    _ values: [(key: String, value: String?, option: String)],
    paths: [(key: String, value: String?, option: String)]
  ) throws -> LoadedManifest<Value> {
    let draft = try manifest.draft(
      orElse: ManifestDraft(named: verb, folder: FileManager.default.currentDirectoryPath),
      [("name", name, "--name"), ("version", version, "--version")] + values, paths: paths)
    let loaded = try draft.read(as: type)
    for warning in loaded.warnings { printError("\(warning)") }
    return loaded
  }
}
