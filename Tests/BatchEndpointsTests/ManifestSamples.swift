import Testing

@testable import BatchEndpoints

/// A row of a table of texts and what they come to.
struct Sample: CustomTestStringConvertible, Sendable {
  var text: String
  var expected: [String]

  init(_ text: String, _ expected: String...) {
    self.text = text
    self.expected = expected
  }

  var testDescription: String { text }
}

/// A deployment with all that Azure requires, in six lines; tests add lines below.
let completeDeployment = """
  name: sheets
  compute: azureml:cpu
  model: azureml:digits:3
  code_configuration: {code: ./code, scoring_script: score.py}
  environment: azureml:digits-env@latest

  """

/// The manifest in a text; a test that gets here with a text that has errors has failed.
func deployment(_ text: String) throws -> LoadedManifest<BatchDeployment> {
  try BatchDeployment.parse(text, file: "deployment.yml", folder: "/srv")
}

/// Everything said about a text, errors and warnings, a line each.
func remarks(_ text: String) -> [String] {
  do {
    return try deployment(text).warnings.map(\.description)
  } catch {
    return (error as? ManifestError)?.diagnostics.map(\.description) ?? ["\(error)"]
  }
}

/// Everything said about a text as any kind of manifest.
func remarks<Value: Manifest>(_ text: String, as type: Value.Type) -> [String] {
  do throws(ManifestError) {
    return try Value.parse(text, file: "m.yml", folder: "/srv").warnings.map(\.description)
  } catch {
    return error.diagnostics.map(\.description)
  }
}

/// Everything said about bytes.
func remarks(bytes: [UInt8]) -> [String] {
  do throws(ManifestError) {
    let manifest = try ManifestDraft(bytes: bytes, file: "m.yml", folder: "/srv")
      .read(pathsFrom: "/srv") { _, _ in true }
    return manifest.warnings.map(\.description)
  } catch {
    return error.diagnostics.map(\.description)
  }
}

/// A complete deployment with a further line in `settings`: line 8, keys from column 3.
func settings(_ lines: String) -> String {
  completeDeployment + "settings:\n  mini_batch_size: 10\n  \(lines)\n"
}
