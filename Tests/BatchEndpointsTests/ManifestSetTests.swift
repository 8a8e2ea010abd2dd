import Foundation
import Testing

@testable import BatchEndpoints

@Suite struct ManifestSetTests {
  private func draft(_ text: String, _ assignments: [String]) throws -> ManifestDraft {
    var draft = try ManifestDraft(text, file: "deployment.yml", folder: "/srv")
    for assignment in assignments { try draft.set(assignment) }
    return draft
  }

  private func remarks(_ text: String, _ assignments: String...) -> [String] {
    do {
      return try draft(text, assignments).read(as: BatchDeployment.self).warnings
        .map(\.description)
    } catch {
      return (error as? ManifestError)?.diagnostics.map(\.description) ?? ["\(error)"]
    }
  }

  @Test(
    "an assignment does what the same value in the file does",
    arguments: zip(
      [
        "description=Reads sheets.", "description=a: b # c", "description='5'",
        "description=\"a\\nb\"", "settings.mini_batch_size=4", "settings.mini_batch_size= 4",
        "settings.retry_settings.timeout=90", "resources.instance_count=3",
        "tags.a=b", "tags.a.b=c=d", "tags={a: b, c: 1}", "properties.batchdeck.order=path",
        "settings.environment_variables.A=b", "model=azureml:digits:4",
        "resources.locations[0]=here", "resources.locations=[here, there]",
        "resources.docker_args[0]=--ipc=host", "environment={image: ubuntu}",
      ],
      [
        "description: Reads sheets.", "description: 'a: b # c'", "description: '5'",
        "description: \"a\\nb\"", "settings: {mini_batch_size: 4}",
        "settings: {mini_batch_size: 4}", "settings: {retry_settings: {timeout: 90}}",
        "resources: {instance_count: 3}", "tags: {a: b}", "tags: {a.b: c=d}",
        "tags: {a: b, c: 1}", "properties: {batchdeck.order: path}",
        "settings: {environment_variables: {A: b}}", "model: azureml:digits:4",
        "resources: {locations: [here]}", "resources: {locations: [here, there]}",
        "resources: {docker_args: [--ipc=host]}", "environment: {image: ubuntu}",
      ]))
  func sameAsFile(assignment: String, line: String) throws {
    let key = line.prefix { $0 != ":" }
    let others = completeDeployment.split(separator: "\n").filter { !$0.hasPrefix("\(key):") }
    let written = try deployment((others + [line[...]]).joined(separator: "\n") + "\n").value
    let set = try draft(completeDeployment, [assignment]).read(as: BatchDeployment.self).value
    #expect(set == written)
  }

  @Test("nothing behind the sign is an empty text, where texts are expected")
  func emptyText() throws {
    let value = try draft(
      completeDeployment,
      ["settings.environment_variables.A=", "tags.a=", "tags.b=\"\"", "properties.c="]
    ).read(as: BatchDeployment.self).value
    #expect(value.settings.environmentVariables["A"] == "")
    #expect(value.tags["a"] == "" && value.tags["b"] == "" && value.properties["c"] == "")
  }

  @Test("later assignments build on earlier ones")
  func order() throws {
    let value = try draft(
      completeDeployment,
      ["resources.locations[0]=a", "resources.locations[1]=b", "resources.locations[0]=c"]
    ).read(as: BatchDeployment.self).value
    #expect(value.resources.locations == ["c", "b"])
  }

  @Test("a key without a value in the file is filled")
  func emptyKey() throws {
    let value = try draft(completeDeployment + "settings:\n", ["settings.mini_batch_size=7"])
      .read(as: BatchDeployment.self).value
    #expect(value.settings.miniBatchSize == 7)
  }

  @Test("items of lists inside a file can be named")
  func nestedList() throws {
    let text = """
      name: e
      image: i
      conda_file: {channels: [a, b], dependencies: [python, {pip: [x, y]}]}
      """
    var draft = try ManifestDraft(text, file: "e.yml", folder: "/")
    try draft.set("conda_file.channels[1]=c")
    try draft.set("conda_file.dependencies[1].pip[2]=z")
    var conda = CondaFile()
    conda.channels = ["a", "c"]
    conda.packages = ["python"]
    conda.pip = ["x", "y", "z"]
    #expect(try draft.read(as: EnvironmentAsset.self).value.conda == .inline(conda))
  }

  @Test("what is said about a value begins with its option")
  func positions() throws {
    #expect(
      remarks(completeDeployment, "settings.mini_batch_size=0") == [
        "--set settings.mini_batch_size=0: mini_batch_size is \"0\"; it must be at least 1."
      ])
    #expect(
      remarks(
        completeDeployment + "colour: red\n", "settings.mini_batch_sise=1",
        "settings.retry_settings={timeout: 0}", "description=") == [
          "deployment.yml:6:1: unknown key \"colour\"; remove it.",
          "--set settings.mini_batch_sise=1: unknown key \"mini_batch_sise\" in settings; "
            + "did you mean \"mini_batch_size\"?",
          "--set settings.mini_batch_sise=1: warning: settings has no mini_batch_size, which "
            + "Azure's tools cannot read; 10 is used.",
          "--set settings.retry_settings={timeout: 0}: timeout is \"0\"; it must be at least 1.",
          "--set description=: description has no value; write one or remove the key.",
        ])
    let manifest = try draft(completeDeployment, ["model={path: ./nowhere}"])
      .read(as: BatchDeployment.self)
    #expect(
      manifest.validateFiles().last?.description
        == "--set model={path: ./nowhere}: model \"nowhere\" does not exist.")
  }

  @Test(
    "an assignment that makes no sense is refused in one line",
    arguments: [
      Sample(
        "settings", "--set settings: it must be KEY=VALUE, such as settings.mini_batch_size=10."),
      Sample("=5", "--set =5: it must be KEY=VALUE, such as settings.mini_batch_size=10."),
      Sample(
        "a..b=1",
        "--set a..b=1: the key path \"a..b\" has an empty part; write it as "
          + "settings.mini_batch_size."),
      Sample(
        "[0]=1",
        "--set [0]=1: the key path \"[0]\" has an empty part; write it as "
          + "settings.mini_batch_size."),
      Sample(
        "a[x]=1",
        "--set a[x]=1: the key path \"a[x]\" has \"[x]\"; write the place in a list as [0], [1] "
          + "and so on."),
      Sample(
        "name.first=1",
        "--set name.first=1: name is \"sheets\", not a map; it has no \"first\"."),
      Sample("name[0]=1", "--set name[0]=1: name is \"sheets\", not a list."),
      Sample(
        "code_configuration[0]=1",
        "--set code_configuration[0]=1: code_configuration is a map, not a list."),
      Sample(
        "resources.locations[1]=1",
        "--set resources.locations[1]=1: resources.locations has 0 items; the next one is "
          + "resources.locations[0]."),
      Sample(
        "tags=[a",
        "--set tags=[a: the value is not YAML: a \",\" or \"]\" is expected here, in the list "
          + "opened in line 1."),
    ])
  func refused(sample: Sample) {
    #expect(remarks(completeDeployment, sample.text) == sample.expected)
  }

  @Test("a key in a list needs the number of an item")
  func keyInList() {
    #expect(
      remarks(completeDeployment + "resources: {locations: [a]}\n", "resources.locations.a=1") == [
        "--set resources.locations.a=1: resources.locations is a list and has no \"a\"; name an "
          + "item, as in resources.locations[0]."
      ])
  }

  @Test("values of environment variables stay out of messages")
  func secrets() {
    let all = remarks(
      completeDeployment, "settings.mini_batch_size=1",
      "settings.environment_variables.A=\u{0}s3cret",
      "settings={environment_variables: {B: [s3cret]}, mini_batch_size: x}")
    #expect(!all.isEmpty)
    #expect(all.allSatisfy { !$0.contains("s3cret") }, "\(all)")
  }

  @Test("a setting lands where the file keeps its settings, by either name")
  func shapes() throws {
    let flat = completeDeployment + "mini_batch_size: 2\n"
    let current = completeDeployment + "settings: {mini_batch_size: 2}\n"
    var expected = try deployment(flat).value
    expected.settings.miniBatchSize = 3
    expected.settings.retrySettings.timeoutSeconds = 60
    expected.settings.environmentVariables = ["A": "b"]
    for text in [flat, current] {
      for prefix in ["", "settings."] {
        let set = try draft(
          text,
          [
            "\(prefix)mini_batch_size=3", "\(prefix)retry_settings.timeout=60",
            "\(prefix)environment_variables.A=b",
          ])
        let manifest = try set.read(as: BatchDeployment.self)
        #expect(manifest.value == expected)
        #expect(manifest.warnings == [])
      }
    }
  }

  @Test("a manifest can be made of options alone")
  func optionsAlone() throws {
    var draft = ManifestDraft(named: "model create", folder: "/srv")
    try draft.set("name", to: "digits", option: "--name digits")
    try draft.set("description", to: "5", option: "--description 5")
    #expect(
      throws: ManifestError([
        Diagnostic(severity: .error, file: "model create", message: "it has no path; add it.")
      ])
    ) { try draft.read(as: ModelAsset.self) }
    try draft.set("path", to: "./m", option: "--path ./m")
    try draft.set("version", to: "3", option: "--version 3")
    try draft.set("tags.a=1")
    var expected = ModelAsset(name: "digits", version: "3", path: "/srv/m")
    expected.description = "5"
    expected.tags = ["a": "1"]
    let manifest = try draft.read(as: ModelAsset.self)
    #expect(manifest.value == expected)
    #expect(manifest.warnings == [])
    try draft.set("name", to: "a b", option: "--name a b")
    #expect(
      throws: ManifestError([
        Diagnostic(
          severity: .error, file: "model create",
          position: SourcePosition(line: 6, column: 1, option: "--name a b"),
          message: "name is \"a b\"; it must be letters, digits, \"-\", \"_\" and \".\", "
            + "beginning with a letter or digit.")
      ])
    ) { try draft.read(as: ModelAsset.self) }
  }

  @Test("an existing value can be changed, by the names that show prints")
  func update() throws {
    let before = try deployment(settings("error_threshold: 1")).value
    var draft = ManifestDraft(of: before, named: "deployment sheets")
    try draft.set("max_concurrency_per_instance=6")
    try draft.set("tags.changed=yes")
    try draft.set("code_configuration={code: code, scoring_script: score.py}")
    var expected = before
    expected.codeConfiguration = .init(
      code: FileManager.default.currentDirectoryPath + "/code", scoringScript: "score.py")
    expected.settings.maxConcurrencyPerInstance = 6
    expected.tags = ["changed": "yes"]
    let manifest = try draft.read(as: BatchDeployment.self)
    #expect(manifest.value == expected)
    #expect(manifest.source.positions["tags.changed"]?.option == "--set tags.changed=yes")
    #expect(manifest.source.positions["name"] == nil)
  }
}
