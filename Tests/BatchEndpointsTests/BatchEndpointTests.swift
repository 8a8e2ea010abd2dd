import Testing

@testable import BatchEndpoints

@Suite struct BatchEndpointTests {
  private func endpoint(_ text: String) throws -> LoadedManifest<BatchEndpoint> {
    try BatchEndpoint.parse(text, file: "endpoint.yml", folder: "/srv")
  }

  @Test("a manifest with every key gives the whole value")
  func everything() throws {
    let text = """
      $schema: https://azuremlschemas.azureedge.net/latest/batchEndpoint.schema.json
      id: anything
      name: digits-batch
      description: Reads digits.
      tags: {team: scans, priority: 1}
      properties: {owner: ada}
      auth_mode: AAD_TOKEN
      defaults: {deployment_name: sheets-v2}
      location: westeurope
      identity: {type: system_assigned}
      scoring_uri: https://host/score
      openapi_uri: https://host/openapi
      provisioning_state: Succeeded
      """
    let manifest = try endpoint(text)
    var expected = BatchEndpoint(name: "digits-batch")
    expected.description = "Reads digits."
    expected.tags = ["team": "scans", "priority": "1"]
    expected.properties = ["owner": "ada"]
    expected.defaults.deploymentName = "sheets-v2"
    expected.location = "westeurope"
    expected.identity = ["type": .text("system_assigned")]
    #expect(manifest.value == expected)
    #expect(manifest.warnings == [])
  }

  @Test("an endpoint of a name alone has Azure's defaults")
  func defaults() throws {
    let manifest = try endpoint("name: e\n")
    #expect(manifest.value == BatchEndpoint(name: "e"))
    #expect(manifest.value.authMode == .aadToken)
    #expect(manifest.value.defaults.deploymentName == nil)
    #expect(manifest.value.tags == [:])
    #expect(manifest.warnings == [])
  }

  @Test("a legal name is taken", arguments: ["a", "A9", "digits-batch", "a--b"])
  func legalNames(name: String) throws {
    #expect(try endpoint("name: \(name)\n").value.name == name)
  }

  @Test(
    "an illegal name says what it must be",
    arguments: ["5ep", "a_b", "a.b", "-a", "a-", "ä", "a b", ""])
  func illegalNames(name: String) {
    #expect(
      remarks("name: '\(name)'\n", as: BatchEndpoint.self) == [
        "m.yml:1:7: name is \"\(name)\"; it must be letters, digits and \"-\", beginning with a "
          + "letter and ending with a letter or digit."
      ])
  }

  @Test(
    "an illegal key says what it must be",
    arguments: [
      Sample(
        "description: 5",
        "2:14: warning: description is 5, which YAML reads as a number and Azure rejects; "
          + "put it in quotes."),
      Sample("tags: [a]", "2:7: tags is a list; it must be a map of keys."),
      Sample("properties: a", "2:13: properties is \"a\"; it must be a map of keys."),
      Sample(
        "auth_mode: none",
        "2:12: auth_mode is \"none\"; it must be \"aad_token\", \"aml_token\" or \"key\"."),
      Sample(
        "auth_mode: key",
        "2:12: warning: auth_mode is \"key\"; batch endpoints of Azure take \"aad_token\" only."),
      Sample("auth_mode: AADToken"),
      Sample("defaults: green", "2:11: defaults is \"green\"; it must be a map of keys."),
      Sample(
        "defaults: {deployment: green}",
        "2:12: unknown key \"deployment\" in defaults; remove it."),
      Sample(
        "defaults: {deployment_nane: green}",
        "2:12: unknown key \"deployment_nane\" in defaults; did you mean \"deployment_name\"?"),
      Sample(
        "defaults: {deployment_name: a b}",
        "2:29: deployment_name is \"a b\"; it must be letters, digits, \"-\", \"_\" and \".\", "
          + "beginning with a letter or digit."),
      Sample("deployment_name: a", "2:1: unknown key \"deployment_name\"; it belongs in defaults."),
      Sample("location: [a]", "2:11: location is a list; it must be text."),
      Sample("identity: a", "2:11: identity is \"a\"; it must be a map of keys."),
      Sample("auth-mode: key", "2:1: unknown key \"auth-mode\"; did you mean \"auth_mode\"?"),
      Sample("kind: x", "2:1: unknown key \"kind\"; remove it."),
      Sample("defaults:", "2:1: defaults has no value; write one or remove the key."),
    ])
  func illegal(sample: Sample) {
    #expect(
      remarks("name: e\n\(sample.text)\n", as: BatchEndpoint.self)
        == sample.expected.map { "m.yml:\($0)" })
  }

  @Test("a name is required")
  func nameless() {
    #expect(
      remarks("auth_mode: aad_token\n", as: BatchEndpoint.self) == [
        "m.yml:1:1: the file has no name; add it."
      ])
  }
}
