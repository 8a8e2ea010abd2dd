import Foundation
import Testing

@testable import BatchEndpoints

@Suite struct InvocationInputsTests {
  private func inputs(_ text: String) throws -> LoadedManifest<InvocationInputs> {
    try InvocationInputs.parse(text, file: "inputs.yml", folder: "/srv")
  }

  @Test("a file with every key gives the whole value")
  func everything() throws {
    let text = """
      inputs:
        heart: {type: uri_file, path: ./heart.csv, mode: ro_mount}
      outputs:
        score: {type: uri_file, path: out/scores.csv, mode: upload}
        rest: {}
      """
    let manifest = try inputs(text)
    var input = InvocationInputs.Input(source: .path("/srv/heart.csv"), type: .file)
    input.mode = "ro_mount"
    var expected = InvocationInputs(inputs: ["heart": input])
    var score = InvocationInputs.Output(path: "/srv/out/scores.csv", type: .file)
    score.mode = "upload"
    expected.outputs = ["score": score, "rest": InvocationInputs.Output()]
    #expect(manifest.value == expected)
    #expect(manifest.value.input == input)
    #expect(manifest.warnings == [])
  }

  @Test(
    "an input is a path or a data asset, in a map or alone",
    arguments: zip(
      ["{path: in}", "in", "azureml:heart@latest", "{path: 'azureml:heart:2', type: uri_file}"],
      [
        InvocationInputs.Input(source: .path("/srv/in")),
        .init(source: .path("/srv/in")),
        .init(source: .reference(AssetReference(name: "heart", selector: .label("latest")))),
        .init(
          source: .reference(AssetReference(name: "heart", selector: .version("2"))), type: .file),
      ]))
  func sources(text: String, input: InvocationInputs.Input) throws {
    #expect(try inputs("inputs: {x: \(text)}\n").value.input == input)
  }

  @Test(
    "an illegal file says what it must be",
    arguments: [
      Sample("outputs: {}", "1:1: the file has no inputs; add it."),
      Sample("inputs: in", "1:9: inputs is \"in\"; it must be a map of keys."),
      Sample(
        "inputs: {}", "1:9: inputs has no entry; a deployment with a model takes exactly one."),
      Sample(
        "inputs: {a: x, b: y}",
        "1:9: inputs has 2 entries; a deployment with a model takes exactly one."),
      Sample("inputs: {a: {type: uri_file}}", "1:13: inputs.a has no path; add it."),
      Sample(
        "inputs: {a: {type: integer, default: 3}}",
        "1:20: inputs.a is a literal; a deployment with a model takes one file or folder."),
      Sample(
        "inputs: {a: {value: 3}}",
        "1:14: inputs.a is a literal; a deployment with a model takes one file or folder."),
      Sample(
        "inputs: {a: {type: mltable, path: x}}",
        "1:20: type is \"mltable\"; batch endpoints do not take tables, only \"uri_file\" and "
          + "\"uri_folder\"."),
      Sample(
        "inputs: {a: 'wasbs://c@h/p'}",
        "1:13: inputs.a is \"wasbs://c@h/p\"; wasbs:// is not read here. Download it and write "
          + "the path of a local file or folder."),
      Sample(
        "inputs: {a: 'azureml:a b'}",
        "1:13: inputs.a is \"azureml:a b\"; write azureml:NAME:VERSION, azureml:NAME@latest or a "
          + "local path."),
      Sample(
        "inputs: {a: {paht: x}}", "1:13: inputs.a has no path; add it.",
        "1:14: unknown key \"paht\" in inputs.a; did you mean \"path\"?"),
      Sample(
        "{inputs: {a: x}, output: {}}",
        "1:18: unknown key \"output\"; did you mean \"outputs\"?"),
      Sample("{inputs: {a: x}, outputs: {s: [a]}}", "1:31: outputs.s is a list; it must be text."),
      Sample(
        "{inputs: {a: x}, outputs: {s: {path: 's3://b/p'}}}",
        "1:38: path is \"s3://b/p\"; s3:// is not read here. Download it and write the path of a "
          + "local file or folder."),
    ])
  func illegal(sample: Sample) {
    #expect(
      remarks(sample.text + "\n", as: InvocationInputs.self)
        == sample.expected.map { "m.yml:\($0)" })
  }

  @Test("paths in a file start at the working directory, not at the file")
  func workingDirectory() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "in-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "inputs.yml")
    try Data("inputs: {a: here}\n".utf8).write(to: file)
    let here = FileManager.default.currentDirectoryPath
    let value = try InvocationInputs.load(contentsOf: file.path).value
    #expect(value.input?.source == .path("\(here)/here"))
  }
}
