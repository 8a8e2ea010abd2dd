import Testing

@testable import BatchEndpoints

@Suite struct ManifestKindTests {
  /// One good manifest of each kind, none with a `$schema`.
  private static let samples: [(ManifestKind, String)] = [
    (.deployment, completeDeployment),
    (.deployment, "name: a\ncode_configuration: {code: c, scoring_script: s.py}\n"),
    (.deployment, "name: a\nmini_batch_size: 3\nmodel: azureml:m:1\n"),
    (.deployment, "name: a\ntype: pipeline\nendpoint_name: e\ncomponent: c.yml\n"),
    (.endpoint, "name: e\nauth_mode: aad_token\n"),
    (.endpoint, "name: e\ndefaults: {deployment_name: d}\n"),
    (.model, "name: m\npath: ./m\ntype: custom_model\n"),
    (.model, "name: m\nflavors: {}\n"),
    (.environment, "name: e\nimage: ubuntu\nconda_file: conda.yml\n"),
    (.data, "name: d\npath: ./d\ntype: uri_folder\n"),
    (.conda, "name: c\nchannels: [a]\ndependencies: [python=3.10]\n"),
    (.onlineEndpoint, "name: e\nauth_mode: key\ntraffic: {blue: 100}\n"),
    (
      .onlineDeployment,
      "name: blue\nendpoint_name: e\nmodel: azureml:m:1\ninstance_type: D2\n"
        + "request_settings: {}\nliveness_probe: {}\n"
    ),
    (.job, "type: command\ncommand: python a.py\ncompute: azureml:c\ninputs: {}\n"),
    (.compute, "name: c\ntype: amlcompute\nsize: D2\nmin_instances: 0\nmax_instances: 4\n"),
  ]

  @Test("a file is known by its keys", arguments: samples)
  func byKeys(kind: ManifestKind, text: String) throws {
    #expect(try ManifestDraft(text, file: "m.yml", folder: "/").kind == kind)
  }

  @Test(
    "a file whose keys speak for several kinds is of none",
    arguments: [
      "name: a\n", "name: a\npath: ./a\n", "description: d\n",
    ])
  func unknown(text: String) throws {
    #expect(try ManifestDraft(text, file: "m.yml", folder: "/").kind == nil)
  }

  @Test(
    "a file is known by its $schema",
    arguments: zip(
      [
        "batchDeployment", "modelBatchDeployment", "batchEndpoint", "model", "environment", "data",
        "managedOnlineDeployment", "managedOnlineEndpoint", "commandComponent", "pipelineJob",
        "amlCompute", "pipelineComponentBatchDeployment",
      ],
      [
        ManifestKind.deployment, .deployment, .endpoint, .model, .environment, .data,
        .onlineDeployment, .onlineEndpoint, .component, .job, .compute, .deployment,
      ]))
  func bySchema(schema: String, kind: ManifestKind) throws {
    let text =
      "$schema: https://azuremlschemas.azureedge.net/latest/\(schema).schema.json\nname: a\n"
    #expect(try ManifestDraft(text, file: "m.yml", folder: "/").kind == kind)
  }

  @Test("a copied $schema does not outweigh what the keys say")
  func copiedSchema() throws {
    let text = "$schema: x/model.schema.json\n" + completeDeployment
    #expect(try ManifestDraft(text, file: "m.yml", folder: "/").kind == .deployment)
  }

  @Test("a file of another kind gets one line that says what it is and where it goes")
  func stray() {
    #expect(
      remarks(completeDeployment + "colour: red\n", as: ModelAsset.self) == [
        "m.yml:2:1: this is a deployment manifest, not a model manifest; give it to "
          + "\"batch-deployment create\"."
      ])
    #expect(
      remarks("name: e\nauth_mode: key\n", as: BatchDeployment.self) == [
        "m.yml:2:1: this is an endpoint manifest, not a deployment manifest; give it to "
          + "\"batch-endpoint create\"."
      ])
    #expect(
      remarks("dependencies: [python]\n", as: EnvironmentAsset.self) == [
        "m.yml:1:1: this is a conda file, not an environment manifest; name it as conda_file in "
          + "the manifest of an environment or a deployment."
      ])
    #expect(
      remarks("name: e\nauth_mode: key\ntraffic: {}\n", as: BatchEndpoint.self) == [
        "m.yml:2:1: this is the manifest of an online endpoint, not an endpoint manifest; only "
          + "batch deployments with a model run here."
      ])
  }

  @Test("a file that may be of the wanted kind is read as such")
  func benefitOfTheDoubt() throws {
    let text = "name: a\npath: ./a\n"
    #expect(try ModelAsset.parse(text, file: "m.yml", folder: "/").value.name == "a")
    #expect(try DataAsset.parse(text, file: "m.yml", folder: "/").value.name == "a")
  }
}
