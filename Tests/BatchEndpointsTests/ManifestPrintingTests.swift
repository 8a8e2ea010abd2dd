import Foundation
import Testing

@testable import BatchEndpoints

@Suite struct ManifestPrintingTests {
  private var whole: BatchDeployment {
    var deployment = BatchDeployment(name: "sheets")
    deployment.endpointName = "digits"
    deployment.description = "Reads sheets.\nAll of them."
    deployment.tags = ["priority": "1", "owner": "ada"]
    deployment.properties = ["batchdeck.isolation": "off"]
    deployment.engineOptions.isolation = false
    deployment.model = .inline(ModelAsset(name: "digits", path: "/srv/models/digits"))
    deployment.codeConfiguration = .init(code: "/srv/code", scoringScript: "score.py")
    var conda = CondaFile()
    conda.packages = ["python=3.10"]
    conda.pip = ["numpy>=2", "-r requirements.txt"]
    deployment.environment = .inline(EnvironmentAsset(image: "ubuntu:24.04", conda: .inline(conda)))
    deployment.compute = "azureml:cpu"
    deployment.resources.instanceCount = 2
    deployment.settings.retrySettings.timeoutSeconds = 60
    deployment.settings.environmentVariables = ["THREADS": "4"]
    return deployment
  }

  @Test("a deployment is written in the current shape, in Azure's order, without defaults")
  func deploymentText() {
    #expect(
      whole.yaml(relativeTo: "/srv") == """
        $schema: https://azuremlschemas.azureedge.net/latest/modelBatchDeployment.schema.json
        name: sheets
        endpoint_name: digits
        description: |-
          Reads sheets.
          All of them.
        tags:
          owner: ada
          priority: "1"
        properties:
          batchdeck.isolation: "off"
        type: model
        model:
          name: digits
          path: ./models/digits
        code_configuration:
          code: ./code
          scoring_script: score.py
        environment:
          image: ubuntu:24.04
          conda_file:
            dependencies:
            - python=3.10
            - pip:
              - numpy>=2
              - -r requirements.txt
        compute: azureml:cpu
        resources:
          instance_count: 2
        settings:
          mini_batch_size: 10
          retry_settings:
            timeout: 60
          environment_variables:
            THREADS: "4"

        """)
  }

  @Test("paths are relative inside the folder, absolute outside of it and without one")
  func paths() {
    let asset = ModelAsset(name: "m", path: "/srv/azureml:x")
    #expect(asset.yaml(relativeTo: "/srv").contains("path: ./azureml:x\n"))
    #expect(asset.yaml(relativeTo: "/srv/azureml:x").contains("path: .\n"))
    #expect(asset.yaml(relativeTo: "/sr").contains("path: /srv/azureml:x\n"))
    #expect(asset.yaml().contains("path: /srv/azureml:x\n"))
  }

  @Test("a printed deployment gets no more remarks than the one it came from")
  func noRemarks() throws {
    let printed = whole.yaml(relativeTo: "/srv")
    let manifest = try deployment(printed)
    #expect(manifest.value == whole)
    #expect(manifest.warnings == [])
  }

  @Test("the demo manifests read in again as equal")
  func demos() throws {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../../demo-data").standardized
    let demos = try FileManager.default.contentsOfDirectory(atPath: root.path)
      .map { root.appending(path: $0).appending(path: "deployment.yml").path }
      .filter { FileManager.default.fileExists(atPath: $0) }
    #expect(!demos.isEmpty)
    for path in demos {
      let manifest = try BatchDeployment.load(contentsOf: path)
      let folder = manifest.source.folder
      let text = manifest.value.yaml(relativeTo: folder)
      #expect(!text.contains(folder))
      let again = try BatchDeployment.parse(text, file: path, folder: folder)
      #expect(again.value == manifest.value)
      #expect(again.warnings == [])
    }
  }

  // MARK: - show

  private func json(_ value: some Manifest) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value.azureJSON), as: UTF8.self)
  }

  @Test("show prints a deployment flat, with defaults and absolute paths")
  func showDeployment() throws {
    #expect(
      try json(whole) == """
        {"code_configuration":{"code":"/srv/code","scoring_script":"score.py"},\
        "compute":"azureml:cpu","description":"Reads sheets.\\nAll of them.",\
        "endpoint_name":"digits","environment":{"conda_file":{\
        "dependencies":["python=3.10",{"pip":["numpy>=2","-r requirements.txt"]}]},"image":"ubuntu:24.04","tags":{}},\
        "environment_variables":{"THREADS":"4"},"error_threshold":-1,"logging_level":"info",\
        "max_concurrency_per_instance":1,"mini_batch_size":10,"model":{\
        "name":"digits","path":"/srv/models/digits","properties":{},\
        "tags":{},"type":"custom_model"},"name":"sheets","output_action":"append_row",\
        "output_file_name":"predictions.csv","properties":{"batchdeck.isolation":"off"},\
        "resources":{"instance_count":2},\
        "retry_settings":{"max_retries":3,"timeout":60},\
        "tags":{"owner":"ada","priority":"1"}}
        """)
  }

  @Test("show prints references as they are written and no file name that is not used")
  func showReferences() throws {
    var deployment = BatchDeployment(name: "d")
    deployment.model = .reference(AssetReference(name: "m", selector: .version("3")))
    deployment.environment = .reference(AssetReference(name: "e", selector: .label("latest")))
    deployment.settings.outputAction = .summaryOnly
    let view = deployment.azureJSON
    #expect(view["model"] == .text("azureml:m:3"))
    #expect(view["environment"] == .text("azureml:e@latest"))
    #expect(view["output_action"] == .text("summary_only"))
    #expect(view["output_file_name"] == nil)
    #expect(view["settings"] == nil)
    #expect(view["type"] == nil)
  }

  @Test("show prints endpoints and assets with Azure's names")
  func showOthers() throws {
    var endpoint = BatchEndpoint(name: "e")
    endpoint.defaults.deploymentName = "d"
    #expect(
      try json(endpoint) == """
        {"auth_mode":"aad_token","defaults":{"deployment_name":"d"},"name":"e",\
        "properties":{},"tags":{}}
        """)
    #expect(
      try json(DataAsset(name: "d", version: "1", path: "/d")) == """
        {"name":"d","path":"/d","tags":{},"type":"uri_folder","version":"1"}
        """)
    #expect(
      try json(ModelAsset(name: "m", version: "1", path: "/m", type: .mlflowModel)) == """
        {"name":"m","path":"/m","properties":{},"tags":{},\
        "type":"mlflow_model","version":"1"}
        """)
    #expect(
      try json(EnvironmentAsset(name: "e", version: "1", conda: .file("/c.yml"))) == """
        {"conda_file":"/c.yml","name":"e","tags":{},"version":"1"}
        """)
  }

  @Test("a caller can add to what show prints")
  func additions() throws {
    var view = BatchEndpoint(name: "e").azureJSON
    view["provisioning_state"] = .text("Succeeded")
    #expect(view["provisioning_state"] == .text("Succeeded"))
    #expect(view["name"] == .text("e"))
  }
}
