import Foundation
import Testing

@testable import BatchEndpoints

@Suite struct DeploymentRootTests {
  @Test("a manifest with every key gives the whole value")
  func everything() throws {
    let text = """
      $schema: https://azuremlschemas.azureedge.net/latest/modelBatchDeployment.schema.json
      id: anything
      name: sheets-v2
      endpoint_name: digits
      description: Reads sheets.
      tags: {team: scans, priority: 1, urgent: true}
      properties: {owner: ada, batchdeck.isolation: off}
      type: model
      model:
        name: digits
        version: 4
        path: ../models/digits/
        type: MLflow_model
        description: d
        tags: {}
        properties: {origin: training}
        flavors: {sklearn: {version: 1.5, code: null}}
        stage: Production
        datastore: azureml:blob
        system_metadata: {a: b}
        default_deployment_template: {asset_id: x}
        allowed_deployment_templates: [{asset_id: x}]
      code_configuration:
        code: ./code/.
        scoring_script: ./score.py
      environment:
        name: digits-env
        version: "2"
        image: ubuntu:24.04
        conda_file: conda.yml
        description: e
        tags: {e: f}
        os_type: Linux
        datastore: azureml:blob
        inference_config: {scoring_route: {port: 5001, path: /score}}
      compute: azureml:cpu
      resources:
        instance_count: 2
        instance_type: STANDARD_D2
        shm_size: 2g
        max_instance_count: 4
        docker_args: --ipc=host
        locations: [westeurope]
        properties: {ray: {nodes: 2}}
      settings:
        mini_batch_size: 5
        max_concurrency_per_instance: 3
      """
    let manifest = try deployment(text)
    var expected = BatchDeployment(name: "sheets-v2")
    expected.endpointName = "digits"
    expected.description = "Reads sheets."
    expected.tags = ["team": "scans", "priority": "1", "urgent": "true"]
    expected.properties = ["owner": "ada", "batchdeck.isolation": "off"]
    var model = ModelAsset(
      name: "digits", version: "4", path: "/models/digits", type: .mlflowModel)
    model.description = "d"
    model.properties = ["origin": "training"]
    model.flavors = ["sklearn": .map(["version": .number(1.5), "code": .null])]
    model.stage = "Production"
    model.datastore = "azureml:blob"
    model.systemMetadata = ["a": .text("b")]
    model.defaultDeploymentTemplate = .map(["asset_id": .text("x")])
    model.allowedDeploymentTemplates = .list([.map(["asset_id": .text("x")])])
    expected.model = .inline(model)
    expected.codeConfiguration = .init(code: "/srv/code", scoringScript: "score.py")
    var environment = EnvironmentAsset(
      name: "digits-env", version: "2", image: "ubuntu:24.04", conda: .file("/srv/conda.yml"))
    environment.description = "e"
    environment.tags = ["e": "f"]
    environment.operatingSystem = .linux
    environment.datastore = "azureml:blob"
    environment.inferenceConfig = [
      "scoring_route": .map(["port": .integer(5001), "path": .text("/score")])
    ]
    expected.environment = .inline(environment)
    expected.compute = "azureml:cpu"
    expected.resources.instanceCount = 2
    expected.resources.instanceType = "STANDARD_D2"
    expected.resources.shmSize = "2g"
    expected.resources.maxInstanceCount = 4
    expected.resources.dockerArgs = .text("--ipc=host")
    expected.resources.locations = ["westeurope"]
    expected.resources.properties = ["ray": .map(["nodes": .integer(2)])]
    expected.settings.miniBatchSize = 5
    expected.settings.maxConcurrencyPerInstance = 3
    expected.engineOptions.isolation = false
    #expect(manifest.value == expected)
    #expect(manifest.warnings == [])
    #expect(manifest.value.requestedWorkers == 6)
    #expect(manifest.value.codeConfiguration?.scriptPath == "/srv/code/score.py")
  }

  @Test("a deployment survives JSON")
  func json() throws {
    let value = try deployment(settings("environment_variables: {A_b: c}")).value
    let data = try JSONEncoder().encode(value)
    #expect(try JSONDecoder().decode(BatchDeployment.self, from: data) == value)
  }

  @Test("what is missing is said: errors for what cannot run, warnings for what Azure requires")
  func missing() {
    #expect(
      remarks("description: nothing else\n") == [
        "deployment.yml:1:1: the file has no name; add it.",
        "deployment.yml:1:1: warning: compute is missing; Azure requires it.",
        "deployment.yml:1:1: warning: model is missing; Azure requires it, and AZUREML_MODEL_DIR "
          + "will not be set.",
        "deployment.yml:1:1: code_configuration is missing; only MLflow models run without a "
          + "scoring script.",
      ])
    #expect(
      remarks(
        "name: a\ncompute: c\nmodel: azureml:m\n"
          + "code_configuration: {code: ., scoring_script: s.py}\n") == [
          "deployment.yml:1:1: warning: environment is missing; Azure requires it for a scoring "
            + "script."
        ])
  }

  @Test("a model that is or may be an MLflow model needs no script")
  func withoutScript() {
    let start = "name: a\ncompute: c\n"
    #expect(remarks(start + "model: {path: ./m, type: mlflow_model}\n") == [])
    #expect(remarks(start + "model: azureml:m:1\n") == [])
    #expect(
      remarks(start + "model: {path: ./m}\n") == [
        "deployment.yml:1:1: code_configuration is missing; only MLflow models run without a "
          + "scoring script."
      ])
  }

  @Test(
    "an illegal root key says what it must be",
    arguments: [
      Sample(
        "endpoint_name: a b",
        "6:16: endpoint_name is \"a b\"; it must be letters, digits, \"-\", \"_\" and \".\", "
          + "beginning with a letter or digit."),
      Sample("endpoint_name: [a]", "6:16: endpoint_name is a list; it must be text."),
      Sample("description:", "6:1: description has no value; write one or remove the key."),
      Sample("description: {a: b}", "6:14: description is a map; it must be text."),
      Sample(
        "description: 5",
        "6:14: warning: description is 5, which YAML reads as a number and Azure rejects; "
          + "put it in quotes."),
      Sample(
        "description: on",
        "6:14: warning: description is on, which YAML reads as true or false and Azure rejects; "
          + "put it in quotes."),
      Sample("tags: [a]", "6:7: tags is a list; it must be a map of keys."),
      Sample("tags: {a: [b]}", "6:11: tags.a is a list; it must be text."),
      Sample("tags: {a: }", "6:8: tags.a has no value; write \"\" for an empty one."),
      Sample("properties: text", "6:13: properties is \"text\"; it must be a map of keys."),
      Sample(
        "resources: {max_instance_count: 0}",
        "6:33: max_instance_count is \"0\"; it must be at least 1."),
      Sample(
        "resources: {locations: here}", "6:24: locations is \"here\"; it must be a list."),
      Sample(
        "resources: {properties: [a]}",
        "6:25: properties is a list; it must be a map of keys."),
      Sample("resources: {shm_size: {}}", "6:23: shm_size is a map; it must be text."),
      Sample("resources: 2", "6:12: resources is \"2\"; it must be a map of keys."),
      Sample("settings:", "6:1: settings has no value; write one or remove the key."),
      Sample("settings: []", "6:11: settings is a list; it must be a map of keys."),
    ])
  func illegal(sample: Sample) {
    #expect(
      remarks(completeDeployment + sample.text + "\n")
        == sample.expected.map { "deployment.yml:\($0)" })
  }

  @Test("name is required text that can be a folder's name")
  func name() {
    let rest = completeDeployment.drop { $0 != "\n" }
    let rule =
      "it must be letters, digits, \"-\", \"_\" and \".\", beginning with a letter or digit."
    #expect(remarks("name: ../up" + rest) == ["deployment.yml:1:7: name is \"../up\"; \(rule)"])
    #expect(remarks("name: ''" + rest) == ["deployment.yml:1:7: name is \"\"; \(rule)"])
    #expect(remarks("name: 'a b'" + rest) == ["deployment.yml:1:7: name is \"a b\"; \(rule)"])
    #expect(
      remarks("name:" + rest) == [
        "deployment.yml:1:1: name has no value; write one or remove the key."
      ])
  }

  @Test("all problems of a file are told, in order of position")
  func order() {
    let text = """
      settings:
        retry_settings: {timeout: 0, max_retries: x}
        mini_batch_size: 0
      colour: red
      nmae: a
      """
    #expect(
      remarks(text) == [
        "deployment.yml:1:1: the file has no name; add it.",
        "deployment.yml:1:1: warning: compute is missing; Azure requires it.",
        "deployment.yml:1:1: warning: model is missing; Azure requires it, and AZUREML_MODEL_DIR "
          + "will not be set.",
        "deployment.yml:1:1: code_configuration is missing; only MLflow models run without a "
          + "scoring script.",
        "deployment.yml:2:29: timeout is \"0\"; it must be at least 1.",
        "deployment.yml:2:45: max_retries is \"x\"; it must be a whole number of retries.",
        "deployment.yml:3:20: mini_batch_size is \"0\"; it must be at least 1.",
        "deployment.yml:4:1: unknown key \"colour\"; remove it.",
        "deployment.yml:5:1: unknown key \"nmae\"; did you mean \"name\"?",
      ])
  }
}
