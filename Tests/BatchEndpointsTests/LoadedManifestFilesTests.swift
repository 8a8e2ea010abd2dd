import Foundation
import Testing

@testable import BatchEndpoints

@Suite struct LoadedManifestFilesTests {
  /// A folder with a deployment that names a model, a code folder with two files and a conda file.
  private func inWorkspace(_ text: String, _ body: (String) throws -> Void) throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "manifest-\(UUID().uuidString)")
    defer { try? files.removeItem(at: folder) }
    try files.createDirectory(
      at: folder.appending(path: "code/sub"), withIntermediateDirectories: true)
    for name in ["code/scores.py", "code/prepare.py", "model.bin", "conda.yml"] {
      try Data("x: 1\n".utf8).write(to: folder.appending(path: name))
    }
    let path = folder.appending(path: "deployment.yml").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try body(path)
  }

  private func text(
    model: String = "model.bin", code: String = "code", script: String = "scores.py",
    conda: String = "conda.yml"
  ) -> String {
    """
    name: a
    compute: c
    model: {path: \(model)}
    code_configuration:
      code: \(code)
      scoring_script: \(script)
    environment: {image: i, conda_file: \(conda)}
    """
  }

  private func fileRemarks(_ text: String) throws -> [String] {
    var all: [String] = []
    try inWorkspace(text) { path in
      let manifest = try BatchDeployment.load(contentsOf: path)
      all = manifest.validateFiles().map {
        "\($0)".replacing(path, with: "deployment.yml")
      }
    }
    return all
  }

  @Test("a manifest whose files exist has nothing to be told")
  func complete() throws {
    #expect(try fileRemarks(text()) == [])
    #expect(try fileRemarks(text(model: "code")) == [])
  }

  @Test("each missing file is told at its key, with the nearest name beside it")
  func missing() throws {
    #expect(
      try fileRemarks(text(model: "modle.bin", script: "score.py", conda: "env/conda.yml")) == [
        "deployment.yml:3:15: model \"modle.bin\" does not exist. Did you mean \"model.bin\"?",
        "deployment.yml:6:19: scoring script \"code/score.py\" does not exist. "
          + "Did you mean \"code/scores.py\"?",
        "deployment.yml:7:37: conda file \"env/conda.yml\" does not exist.",
      ])
  }

  @Test("a missing code folder is told without its script")
  func missingFolder() throws {
    #expect(
      try fileRemarks(text(code: "cod", script: "score.py")) == [
        "deployment.yml:5:9: code folder \"cod\" does not exist. Did you mean \"code\"?"
      ])
    #expect(
      try fileRemarks(text(code: "/nowhere/at/all")) == [
        "deployment.yml:5:9: code folder \"/nowhere/at/all\" does not exist."
      ])
  }

  @Test("a folder is no file and a file no folder")
  func kinds() throws {
    #expect(
      try fileRemarks(text(code: "model.bin", conda: "code")) == [
        "deployment.yml:5:9: code folder \"model.bin\" is a file; name a folder.",
        "deployment.yml:7:37: conda file \"code\" is a folder; name a file.",
      ])
  }

  @Test("a manifest that cannot be read says why")
  func unreadable() throws {
    try inWorkspace(text()) { path in
      let folder = String(path.dropLast("/deployment.yml".count))
      let missing = folder + "/deploymnet.yml"
      #expect(
        throws: ManifestError([
          Diagnostic(
            severity: .error, file: missing,
            message: "the file does not exist. Did you mean \"\(path)\"?")
        ])
      ) { try BatchDeployment.load(contentsOf: missing) }
      #expect(
        throws: ManifestError([
          Diagnostic(
            severity: .error, file: folder, message: "this is a folder; name the file in it.")
        ])
      ) { try BatchDeployment.load(contentsOf: folder) }
    }
  }

  @Test("a device that never ends is refused")
  func endless() {
    #expect(
      throws: ManifestError([
        Diagnostic(
          severity: .error, file: "/dev/zero",
          message: "the file is larger than 1 MiB; a manifest is a short text.")
      ])
    ) { try BatchDeployment.load(contentsOf: "/dev/zero") }
  }

  @Test("a manifest from a pipe is read to its end", .timeLimit(.minutes(15)))
  func pipe() throws {
    let pipe = Pipe()
    // More than a pipe holds at a time.
    let text = "name: late\n" + completeDeployment.replacing("name: sheets\n", with: "")
    let padded = String(repeating: "# padding\n", count: 20_000) + text
    Thread {
      try? pipe.fileHandleForWriting.write(contentsOf: Data(padded.utf8))
      try? pipe.fileHandleForWriting.close()
    }.start()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    #expect(try BatchDeployment.load(contentsOf: path).value.name == "late")
  }

  @Test("requirements files of a conda file are checked where they are named")
  func requirements() throws {
    try inWorkspace("") { path in
      let folder = String(path.dropLast("/deployment.yml".count))
      let conda = try CondaFile.parse(
        "dependencies:\n  - pip:\n    - -r conda.yml\n    - -r missing.txt\n", file: "c.yml",
        folder: folder)
      #expect(
        conda.validateFiles().map(\.description) == [
          "c.yml:4:7: requirements file \"missing.txt\" does not exist."
        ])
    }
  }

  @Test("the demo manifests are clean, and so are their conda files")
  func demos() throws {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../../demo-data").standardized
    let demos = try FileManager.default.contentsOfDirectory(atPath: root.path)
      .map { root.appending(path: $0).appending(path: "deployment.yml").path }
      .filter { FileManager.default.fileExists(atPath: $0) }
    #expect(!demos.isEmpty)
    for path in demos {
      let manifest = try BatchDeployment.load(contentsOf: path)
      #expect(manifest.warnings == [])
      #expect(manifest.validateFiles() == [])
      if case .inline(let environment) = manifest.value.environment,
        case .file(let conda) = environment.conda
      {
        let file = try CondaFile.load(contentsOf: conda)
        #expect(file.warnings == [])
        #expect(file.value.pythonVersion != nil)
        #expect(file.validateFiles() == [])
      }
    }
  }
}

@Suite struct AssetFilesTests {
  private func remarks<Value: Manifest>(
    _ text: String, _ validate: (LoadedManifest<Value>) -> [Diagnostic]
  ) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "asset-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "model"), withIntermediateDirectories: true)
    try Data().write(to: folder.appending(path: "data.csv"))
    return validate(try Value.parse(text, file: "m.yml", folder: folder.path))
      .map(\.description)
  }

  @Test("a model's files are there; those of an MLflow model in a folder")
  func models() throws {
    let validate = { (manifest: LoadedManifest<ModelAsset>) in manifest.validateFiles() }
    #expect(try remarks("{name: m, path: model}\n", validate) == [])
    #expect(try remarks("{name: m, path: data.csv}\n", validate) == [])
    #expect(
      try remarks("{name: m, path: modle}\n", validate) == [
        "m.yml:1:17: model \"modle\" does not exist. Did you mean \"model\"?"
      ])
    #expect(
      try remarks("{name: m, path: data.csv, type: mlflow_model}\n", validate) == [
        "m.yml:1:17: model \"data.csv\" is a file; name a folder."
      ])
  }

  @Test("an environment's conda file is there; a build context is not looked at")
  func environments() throws {
    let validate = { (manifest: LoadedManifest<EnvironmentAsset>) in manifest.validateFiles() }
    #expect(try remarks("{name: e, conda_file: data.csv, build: {path: none}}\n", validate) == [])
    #expect(try remarks("{name: e, conda_file: {dependencies: [a]}}\n", validate) == [])
    #expect(
      try remarks("{name: e, conda_file: conda.yml}\n", validate) == [
        "m.yml:1:23: conda file \"conda.yml\" does not exist."
      ])
  }

  @Test("data is what its type says")
  func data() throws {
    let validate = { (manifest: LoadedManifest<DataAsset>) in manifest.validateFiles() }
    #expect(try remarks("{name: d, path: model}\n", validate) == [])
    #expect(try remarks("{name: d, path: data.csv, type: uri_file}\n", validate) == [])
    #expect(
      try remarks("{name: d, path: data.csv}\n", validate) == [
        "m.yml:1:17: data \"data.csv\" is a file; name a folder."
      ])
    #expect(
      try remarks("{name: d, path: model, type: uri_file}\n", validate) == [
        "m.yml:1:17: data \"model\" is a folder; name a file."
      ])
  }

  @Test("an input is what its type says, told where it is named")
  func inputs() throws {
    let validate = { (manifest: LoadedManifest<InvocationInputs>) in manifest.validateFiles() }
    #expect(try remarks("inputs: {a: model}\n", validate) == [])
    #expect(try remarks("inputs: {a: 'azureml:b:1'}\n", validate) == [])
    #expect(
      try remarks("inputs: {a: {path: data.csv}}\n", validate) == [
        "m.yml:1:20: input \"data.csv\" is a file; name a folder."
      ])
    #expect(
      try remarks("inputs: {a: date.csv}\n", validate) == [
        "m.yml:1:13: input \"date.csv\" does not exist. Did you mean \"data.csv\"?"
      ])
  }
}
