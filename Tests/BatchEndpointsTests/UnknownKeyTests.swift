import Testing

@testable import BatchEndpoints

@Suite struct UnknownKeyTests {
  @Test(
    "a misspelled key gets the nearest known one, a strange one does not",
    arguments: zip(
      [
        "nmae", "endpoint-name", "Name", "descripton", "code_config", "enviroment", "propertys",
        "colour", "x", "",
      ],
      [
        "name", "endpoint_name", "name", "description", nil, "environment", "properties", nil, nil,
        nil,
      ]))
  func suggestions(key: String, suggestion: String?) {
    let known = BatchDeployment.rootFields.map(\.key)
    #expect(nearestName(to: key, among: known) == suggestion)
  }

  @Test(
    "an unknown key says where it stands and where it belongs",
    arguments: [
      Sample(
        "settings: {mini_batch_size: 1, mini_batch_sise: 2}",
        "6:32: unknown key \"mini_batch_sise\" in settings; did you mean \"mini_batch_size\"?"),
      Sample(
        "settings: {mini_batch_size: 1, timeout: 2}",
        "6:32: unknown key \"timeout\" in settings; it belongs in retry_settings."),
      Sample(
        "settings: {mini_batch_size: 1, colour: red}",
        "6:32: unknown key \"colour\" in settings; remove it."),
      Sample(
        "settings: {mini_batch_size: 1, retry_settings: {retries: 3}}",
        "6:49: unknown key \"retries\" in settings.retry_settings; remove it."),
      Sample(
        "scoring_script: a.py",
        "6:1: unknown key \"scoring_script\"; it belongs in code_configuration."),
      Sample("\"odd\\nkey\": 1", "6:1: unknown key \"odd\\u{a}key\"; remove it."),
      Sample("12: 1", "6:1: unknown key \"12\"; remove it."),
    ])
  func messages(sample: Sample) {
    #expect(
      remarks(completeDeployment + sample.text + "\n")
        == sample.expected.map { "deployment.yml:\($0)" })
  }

  @Test("every key that may stand below settings has a home for those who put it elsewhere")
  func homes() {
    for field in DeploymentSettings.fields {
      #expect(BatchDeployment.homes[field.key] == "settings")
    }
  }
}
