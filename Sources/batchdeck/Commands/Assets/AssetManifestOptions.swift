import ArgumentParser
import BatchEndpoints

/// A model, environment or data asset that is to be registered: a manifest, options that change it, or
/// options alone.
struct AssetManifestOptions: ParsableArguments {
  @OptionGroup var manifest: ManifestOptions

  @Option(name: [.customShort("n"), .long], help: "The name.")
  var name: String?

  @Option(name: [.customShort("v"), .long], help: "The version. Default: the next number.")
  var version: String?

  /// The manifest with the options in it, and its warnings told.
  ///
  /// `verb` is what messages name where there is no file; `options` are those of this kind of asset,
  /// with the keys that they stand for.
  ///
  /// - Throws: `ManifestError`.
  func load<Value: Manifest>(
    as type: Value.Type, verb: String, options: [ManifestOption] = []
  ) throws -> LoadedManifest<Value> {
    try manifest.load(
      as: type, orElse: emptyDraft(for: verb),
      [ManifestOption("name", name), ManifestOption("version", version)] + options)
  }
}
