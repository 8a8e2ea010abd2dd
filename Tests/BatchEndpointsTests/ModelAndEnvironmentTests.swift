import Testing

@testable import BatchEndpoints

@Suite struct ModelAndEnvironmentTests {
  private func model(_ text: String) -> String {
    "name: a\ncompute: c\nenvironment: azureml:e:1\n"
      + "code_configuration: {code: ., scoring_script: s.py}\nmodel: \(text)\n"
  }

  private func environment(_ text: String) -> String {
    "name: a\ncompute: c\nmodel: azureml:m:1\n"
      + "code_configuration: {code: ., scoring_script: s.py}\nenvironment: \(text)\n"
  }

  @Test(
    "a reference names a version or a label, the latest when neither",
    arguments: zip(
      ["azureml:digits:3", "azureml:digits@latest", "azureml:digits", "azureml:d_1.x-y:2024-01"],
      [
        AssetReference(name: "digits", selector: .version("3")),
        AssetReference(name: "digits", selector: .label("latest")),
        AssetReference(name: "digits", selector: .label("latest")),
        AssetReference(name: "d_1.x-y", selector: .version("2024-01")),
      ]))
  func references(text: String, reference: AssetReference) throws {
    #expect(try deployment(model(text)).value.model == .reference(reference))
    #expect(try deployment(environment(text)).value.environment == .reference(reference))
  }

  @Test(
    "an illegal model says what to write",
    arguments: [
      Sample(
        "./model",
        "5:8: model is \"./model\"; write azureml:NAME:VERSION, azureml:NAME@latest or a map with "
          + "path."),
      Sample(
        "digits:3",
        "5:8: model is \"digits:3\"; write azureml:NAME:VERSION, azureml:NAME@latest or a map with "
          + "path."),
      Sample(
        "'azureml:a b:1'",
        "5:8: model is \"azureml:a b:1\"; write azureml:NAME:VERSION, azureml:NAME@latest or a map "
          + "with path."),
      Sample(
        "'azureml:a:1:2'",
        "5:8: model is \"azureml:a:1:2\"; write azureml:NAME:VERSION, azureml:NAME@latest or a map "
          + "with path."),
      Sample(
        "[a]",
        "5:8: model is a list; write azureml:NAME:VERSION, azureml:NAME@latest or a map with path."),
      Sample(
        "azureml://registries/r/models/m/versions/1",
        "5:8: model is \"azureml://registries/r/models/m/versions/1\"; only models registered here "
          + "can be named. Write azureml:NAME:VERSION, or a map with the path of a local file or "
          + "folder."),
      Sample("{name: m}", "5:8: model has no path; add it."),
      Sample("{path: }", "5:9: path has no value; write one or remove the key."),
      Sample(
        "{path: ''}", "5:15: path is \"\"; it must be the path of a local file or folder."),
      Sample(
        "{path: m, type: onnx}",
        "5:24: type is \"onnx\"; it must be \"custom_model\", \"mlflow_model\" or "
          + "\"triton_model\"."),
      Sample(
        "{path: m, name: m, version: a/b}",
        "5:36: version is \"a/b\"; it must be letters, digits, \"-\", \"_\" and \".\"."),
      Sample(
        "{path: m, version: 1}",
        "5:8: warning: model has a version and no name; Azure requires the name."),
      Sample(
        "{paht: m}",
        "5:8: model has no path; add it.",
        "5:9: unknown key \"paht\" in model; did you mean \"path\"?"),
    ])
  func illegalModels(sample: Sample) {
    #expect(remarks(model(sample.text)) == sample.expected.map { "deployment.yml:\($0)" })
  }

  @Test(
    "a model elsewhere gets one line that says what is read here",
    arguments: zip(
      [
        "https://host/m.onnx", "abfss://c@a.dfs.core.windows.net/m", "wasbs://c@a/m", "s3://b/m",
        "azureml://datastores/d/paths/m", "azureml:digits:3", "runs:/1/model", "HTTPS://host/m",
      ],
      [
        "https://", "abfss://", "wasbs://", "s3://", "azureml:", "azureml:", "runs:", "https://",
      ]))
  func remote(uri: String, scheme: String) {
    let advice =
      "\(scheme) is not read here. Download it and write the path of a local file or folder."
    #expect(
      remarks(model("{path: \"\(uri)\"}")) == ["deployment.yml:5:15: path is \"\(uri)\"; \(advice)"]
    )
    let code =
      "name: a\ncompute: c\nenvironment: azureml:e:1\nmodel: azureml:m:1\n"
      + "code_configuration: {code: \"\(uri)\", scoring_script: s.py}\n"
    #expect(remarks(code) == ["deployment.yml:5:28: code is \"\(uri)\"; \(advice)"])
  }

  @Test(
    "a local path is absolute afterwards",
    arguments: zip(
      ["m", "./m/", "../m", "/m//x", "file:///m%20x", "file:m", "a/../b/./c", "../../../../x"],
      ["/srv/m", "/srv/m", "/m", "/m/x", "/m x", "/srv/m", "/srv/b/c", "/x"]))
  func paths(text: String, path: String) throws {
    #expect(
      try deployment(model("{path: \"\(text)\"}")).value.model == .inline(InlineModel(path: path)))
  }

  @Test(
    "a scoring script is a Python file inside the code folder",
    arguments: [
      Sample("score.R", "it must be a Python file, such as \"score.py\"."),
      Sample("", "it must be a Python file, such as \"score.py\"."),
      Sample("/abs/score.py", "it must be a path inside the folder that code names."),
      Sample("../score.py", "it must be a path inside the folder that code names."),
      Sample("a/../../score.py", "it must be a path inside the folder that code names."),
    ])
  func script(sample: Sample) {
    let text =
      "name: a\ncompute: c\nenvironment: azureml:e:1\nmodel: azureml:m:1\n"
      + "code_configuration: {code: c, scoring_script: \"\(sample.text)\"}\n"
    let start = "deployment.yml:5:47: scoring_script is \"\(sample.text)\"; "
    #expect(remarks(text) == sample.expected.map { start + $0 })
  }

  @Test("a code configuration has both parts")
  func bothParts() {
    let start = "name: a\ncompute: c\nenvironment: azureml:e:1\nmodel: azureml:m:1\n"
    #expect(
      remarks(start + "code_configuration: {code: c}\n") == [
        "deployment.yml:5:21: code_configuration has no scoring_script; add it."
      ])
    #expect(
      remarks(start + "code_configuration: {scoring_script: s.py}\n") == [
        "deployment.yml:5:21: code_configuration has no code; add it."
      ])
  }

  @Test("an environment of Azure's is kept as written")
  func remoteEnvironment() throws {
    let uri = "azureml://registries/azureml/environments/sklearn-1.5/labels/latest"
    let manifest = try deployment(environment(uri))
    #expect(manifest.value.environment == .remote(uri))
    #expect(manifest.warnings == [])
  }

  @Test("an environment may hold its conda file in place")
  func inlineConda() throws {
    let manifest = try deployment(
      environment(
        """

          image: ubuntu
          conda_file:
            channels: [conda-forge]
            dependencies:
              - python=3.10
              - pip:
                - numpy==2.0
        """))
    var conda = CondaFile()
    conda.channels = ["conda-forge"]
    conda.packages = ["python=3.10"]
    conda.pip = ["numpy==2.0"]
    #expect(
      manifest.value.environment
        == .inline(InlineEnvironment(image: "ubuntu", conda: .inline(conda))))
  }

  @Test(
    "an illegal environment says what to write",
    arguments: [
      Sample(
        "sklearn",
        "5:14: environment is \"sklearn\"; write azureml:NAME:VERSION, azureml:NAME@latest or a "
          + "map with image and conda_file."),
      Sample(
        "{image: i, channels: [a], dependencies: [b]}",
        "5:25: unknown key \"channels\" in environment; it belongs in conda_file.",
        "5:40: unknown key \"dependencies\" in environment; it belongs in conda_file."),
      Sample(
        "{image: i, build: {path: .}}",
        "5:22: warning: image and build are both given; Azure takes one of them."),
      Sample("{conda_file: [a]}", "5:27: conda_file is a list; it must be text."),
      Sample(
        "{conda_file: https://h/c.yml}",
        "5:27: conda_file is \"https://h/c.yml\"; https:// is not read here. Download it and write "
          + "the path of a local file or folder."),
      Sample(
        "{conda_file: {dependencies: python}}",
        "5:42: dependencies is \"python\"; it must be a list."),
    ])
  func illegalEnvironments(sample: Sample) {
    #expect(remarks(environment(sample.text)) == sample.expected.map { "deployment.yml:\($0)" })
  }
}
