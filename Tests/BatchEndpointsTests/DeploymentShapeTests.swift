import Testing

@testable import BatchEndpoints

@Suite struct DeploymentShapeTests {
  private static let flatSettings = """
    mini_batch_size: 4
    max_concurrency_per_instance: 2
    output_action: summary_only
    output_file_name: out.csv
    error_threshold: 7
    retry_settings: {max_retries: 1, timeout: 60}
    logging_level: debug
    environment_variables: {A: b}
    """

  @Test("the current and the legacy shape give the same deployment")
  func sameValue() throws {
    let indented = Self.flatSettings.split(separator: "\n").map { "  \($0)" }
      .joined(separator: "\n")
    let current = try deployment(completeDeployment + "settings:\n\(indented)\n")
    let typed = try deployment(completeDeployment + "type: model\nsettings:\n\(indented)\n")
    let legacy = try deployment(completeDeployment + Self.flatSettings)
    #expect(current.value == legacy.value)
    #expect(typed.value == legacy.value)
    #expect(legacy.value.settings.miniBatchSize == 4)
    #expect(legacy.value.settings.environmentVariables == ["A": "b"])
    #expect(legacy.warnings == [])
    #expect(current.warnings == [])
  }

  @Test("two keys that Azure drops at the root of the current shape are dropped with a warning")
  func silentTraps() throws {
    let text =
      completeDeployment + """
        type: model
        error_threshold: 3
        environment_variables: {A: b}
        settings: {mini_batch_size: 2}
        """
    let manifest = try deployment(text)
    #expect(manifest.value.settings.errorThreshold == -1)
    #expect(manifest.value.settings.environmentVariables == [:])
    #expect(
      manifest.warnings.map(\.description) == [
        "deployment.yml:7:18: warning: error_threshold is ignored at the root, as Azure drops it "
          + "without a word; move it into settings.",
        "deployment.yml:8:24: warning: environment_variables is ignored at the root, as Azure "
          + "drops it without a word; move it into settings.",
      ])
  }

  @Test(
    "the other settings are refused at the root of the current shape",
    arguments: [
      "mini_batch_size: 1", "max_concurrency_per_instance: 1", "output_action: append_row",
      "output_file_name: a.csv", "logging_level: info", "retry_settings: {}",
    ])
  func misplaced(line: String) {
    let key = line.prefix { $0 != ":" }
    let column = key.count + 3
    let message =
      "deployment.yml:7:\(column): \(key) stands at the root; move it into settings."
    #expect(remarks(completeDeployment + "type: model\n\(line)\n") == [message])
    #expect(
      remarks(completeDeployment + "settings: {mini_batch_size: 1}\n\(line)\n") == [message])
  }

  @Test("instance_count counts in resources and in settings, but not in both")
  func instanceCount() throws {
    let inResources = completeDeployment + "resources: {instance_count: 3}\n"
    let inSettings = completeDeployment + "settings: {mini_batch_size: 10, instance_count: 3}\n"
    #expect(try deployment(inResources).value == deployment(inSettings).value)
    #expect(try deployment(inResources).value.requestedWorkers == 3)
    #expect(
      remarks(inSettings + "resources: {instance_type: STANDARD_D2}\n") == [
        "deployment.yml:6:49: instance_count is given in settings beside resources; "
          + "keep one of them."
      ])
    #expect(
      remarks(completeDeployment + "instance_count: 3\n") == [
        "deployment.yml:6:1: unknown key \"instance_count\"; it belongs in resources."
      ])
  }

  @Test(
    "a pipeline deployment gets one clear error",
    arguments: [
      Sample(
        "name: p\ntype: pipeline\ncomponent: ./c.yml\nsettings: {default_compute: cpu}\n",
        "deployment.yml:2:7: type is \"pipeline\"; pipeline deployments are not supported, "
          + "only \"model\"."),
      Sample(
        "name: p\ntype: Pipeline\n",
        "deployment.yml:2:7: type is \"Pipeline\"; pipeline deployments are not supported, "
          + "only \"model\"."),
      Sample(
        "name: p\ncomponent: azureml:c@latest\n",
        "deployment.yml:2:1: component makes this a pipeline deployment; only model deployments "
          + "are supported."),
      Sample(
        "name: p\njob_definition: azureml:j\n",
        "deployment.yml:2:1: job_definition makes this a pipeline deployment; only model "
          + "deployments are supported."),
    ])
  func pipeline(sample: Sample) {
    #expect(remarks(sample.text) == sample.expected)
  }

  @Test("type is model in any case, or absent", arguments: ["model", "Model", "MODEL"])
  func type(text: String) throws {
    #expect(try deployment(completeDeployment + "type: \(text)\n").warnings == [])
    #expect(
      remarks(completeDeployment + "type: parallel\n") == [
        "deployment.yml:6:7: type is \"parallel\"; it must be \"model\"."
      ])
  }
}
