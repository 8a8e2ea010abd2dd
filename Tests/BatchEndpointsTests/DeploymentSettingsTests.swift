import Testing

@testable import BatchEndpoints

@Suite struct DeploymentSettingsTests {
  @Test("a deployment without settings gets Azure's defaults")
  func defaults() throws {
    let deployment = try deployment(completeDeployment).value
    #expect(deployment.settings == DeploymentSettings())
    #expect(deployment.settings.miniBatchSize == 10)
    #expect(deployment.settings.maxConcurrencyPerInstance == 1)
    #expect(deployment.settings.errorThreshold == -1)
    #expect(deployment.settings.retrySettings.maxRetries == 3)
    #expect(deployment.settings.retrySettings.timeoutSeconds == 30)
    #expect(deployment.settings.outputAction == .appendRow)
    #expect(deployment.settings.outputFileName == "predictions.csv")
    #expect(deployment.settings.loggingLevel == "info")
    #expect(deployment.settings.environmentVariables == [:])
    #expect(deployment.resources.instanceCount == 1)
    #expect(deployment.requestedWorkers == 1)
    #expect(deployment.engineOptions == EngineOptions())
  }

  struct LegalSetting: CustomTestStringConvertible, Sendable {
    var line: String
    var change: @Sendable (inout DeploymentSettings) -> Void
    var testDescription: String { line }
  }

  @Test(
    "a legal setting changes its own value and nothing else",
    arguments: [
      LegalSetting(line: "max_concurrency_per_instance: 8") { $0.maxConcurrencyPerInstance = 8 },
      LegalSetting(line: "max_concurrency_per_instance: \"8\"") {
        $0.maxConcurrencyPerInstance = 8
      },
      LegalSetting(line: "max_concurrency_per_instance: 1_000") {
        $0.maxConcurrencyPerInstance = 1000
      },
      LegalSetting(line: "error_threshold: -1") { $0.errorThreshold = -1 },
      LegalSetting(line: "error_threshold: 0") { $0.errorThreshold = 0 },
      LegalSetting(line: "error_threshold: 2147483647") { $0.errorThreshold = 2_147_483_647 },
      LegalSetting(line: "retry_settings: {max_retries: 0}") { $0.retrySettings.maxRetries = 0 },
      LegalSetting(line: "retry_settings: {timeout: \"90\"}") {
        $0.retrySettings.timeoutSeconds = 90
      },
      LegalSetting(line: "retry_settings: {}") { _ in },
      LegalSetting(line: "output_action: summary_only") { $0.outputAction = .summaryOnly },
      LegalSetting(line: "output_action: SUMMARY_ONLY") { $0.outputAction = .summaryOnly },
      LegalSetting(line: "output_file_name: scores 2.csv") { $0.outputFileName = "scores 2.csv" },
      LegalSetting(line: "logging_level: DEBUG") { $0.loggingLevel = "DEBUG" },
      LegalSetting(line: "environment_variables: {A: text, B: 16, C: '1', D: \"\"}") {
        $0.environmentVariables = ["A": "text", "B": "16", "C": "1", "D": ""]
      },
    ])
  func legal(setting: LegalSetting) throws {
    let manifest = try deployment(settings(setting.line))
    var expected = DeploymentSettings()
    setting.change(&expected)
    #expect(manifest.value.settings == expected)
    #expect(manifest.warnings == [])
  }

  @Test("mini_batch_size is read as a number, quoted or not", arguments: ["20", "\"20\"", "+20"])
  func miniBatchSize(text: String) throws {
    let manifest = try deployment(completeDeployment + "settings: {mini_batch_size: \(text)}\n")
    #expect(manifest.value.settings.miniBatchSize == 20)
    #expect(manifest.warnings == [])
  }

  @Test(
    "an illegal mini_batch_size says what it must be",
    arguments: [
      Sample("0", "mini_batch_size is \"0\"; it must be at least 1."),
      Sample("-3", "mini_batch_size is \"-3\"; it must be at least 1."),
      Sample("2147483648", "mini_batch_size is \"2147483648\"; it must be at most 2147483647."),
      Sample("10kb", "mini_batch_size is \"10kb\"; it must be a whole number of files."),
      Sample("'2.5'", "mini_batch_size is \"2.5\"; it must be a whole number of files."),
      Sample("true", "mini_batch_size is \"true\"; it must be a whole number of files."),
      Sample("010", "mini_batch_size is \"010\"; it must be a whole number of files."),
      Sample("1:30", "mini_batch_size is \"1:30\"; it must be a whole number of files."),
      Sample("[10]", "mini_batch_size is a list; it must be a whole number of files."),
      Sample("{a: 1}", "mini_batch_size is a map; it must be a whole number of files."),
      Sample(
        "99999999999999999999",
        "mini_batch_size is \"99999999999999999999\"; it must be a whole number of files."),
    ])
  func illegalMiniBatchSize(sample: Sample) {
    let text = completeDeployment + "settings:\n  mini_batch_size: \(sample.text)\n"
    #expect(remarks(text) == sample.expected.map { "deployment.yml:7:20: \($0)" })
  }

  @Test(
    "an illegal setting says what it must be",
    arguments: [
      Sample(
        "max_concurrency_per_instance: 0",
        "8:33: max_concurrency_per_instance is \"0\"; it must be at least 1."),
      Sample(
        "max_concurrency_per_instance: many",
        "8:33: max_concurrency_per_instance is \"many\"; it must be a whole number of workers."),
      Sample(
        "error_threshold: -5", "8:20: error_threshold is \"-5\"; it must be at least -1."),
      Sample(
        "error_threshold: \"10%\"",
        "8:20: error_threshold is \"10%\"; it must be a whole number of files."),
      Sample(
        "retry_settings: 3", "8:19: retry_settings is \"3\"; it must be a map of keys."),
      Sample(
        "retry_settings: {max_retries: -1, timeout: 0}",
        "8:33: max_retries is \"-1\"; it must be at least 0.",
        "8:46: timeout is \"0\"; it must be at least 1."),
      Sample(
        "retry_settings: {timeout: 30s}",
        "8:29: timeout is \"30s\"; it must be a whole number of seconds."),
      Sample(
        "output_action: AppendRow",
        "8:18: output_action is \"AppendRow\"; it must be \"append_row\" or \"summary_only\"."),
      Sample(
        "output_file_name: out/scores.csv",
        "8:21: output_file_name is \"out/scores.csv\"; it must be a file name without \"/\"."),
      Sample(
        "output_file_name: ..", "8:21: output_file_name is \"..\"; it must be a file name."),
      Sample("output_file_name: ''", "8:21: output_file_name is \"\"; it must be a file name."),
      Sample("logging_level: [info]", "8:18: logging_level is a list; it must be text."),
      Sample(
        "environment_variables: [A]",
        "8:26: environment_variables is a list; it must be a map of keys."),
      Sample(
        "environment_variables: {A: [secret]}",
        "8:30: environment_variables.A is a list; it must be text."),
      Sample(
        "environment_variables: {A: }",
        "8:27: environment_variables.A has no value; write \"\" for an empty one."),
      Sample(
        "environment_variables: {A=B: secret}",
        "8:27: \"A=B\" is not a name for an environment variable; it must not be empty or "
          + "contain \"=\"."),
      Sample("instance_count: 0", "8:19: instance_count is \"0\"; it must be at least 1."),
      Sample(
        "output_action:", "8:3: output_action has no value; write one or remove the key."),
    ])
  func illegal(sample: Sample) {
    #expect(remarks(settings(sample.text)) == sample.expected.map { "deployment.yml:\($0)" })
  }

  @Test(
    "each forbidden character in output_file_name is named",
    arguments: ["~", "#", "%", "&", "*", ":", "<", ">", "?", "/", "{", "|", "}"])
  func forbiddenInFileName(character: String) {
    let message =
      "deployment.yml:8:21: output_file_name is \"a\(character)b\"; "
      + "it must be a file name without \"\(character)\"."
    #expect(remarks(settings("output_file_name: 'a\(character)b'")) == [message])
  }

  @Test(
    "what Azure changes in silence is accepted with a warning",
    arguments: [
      Sample(
        "retry_settings: {timeout: 2.5}",
        "8:29: warning: timeout is \"2.5\"; Azure uses 2, so write 2."),
      Sample(
        "logging_level: loud",
        "8:18: warning: logging_level is \"loud\"; Python's logging knows debug, info, warning, "
          + "error and critical."),
      Sample(
        "environment_variables: {A: true}",
        "8:30: warning: environment_variables.A is not in quotes; it is used as written, but "
          + "Azure may change it on the way. Put it in quotes."),
    ])
  func warnings(sample: Sample) {
    #expect(remarks(settings(sample.text)) == sample.expected.map { "deployment.yml:\($0)" })
  }

  @Test(
    "an environment variable is its text as written, with a warning where Azure may change it",
    arguments: zip(
      ["16", "-3", "true", "yes", "1.10", "0x10", "010", "1e3", "2020-01-01", "'on'", "a b"],
      [false, false, true, true, true, true, true, false, true, false, false]))
  func environmentVariable(text: String, warns: Bool) throws {
    let manifest = try deployment(settings("environment_variables: {KEY: \(text)}"))
    #expect(
      manifest.value.settings.environmentVariables == ["KEY": text.replacing("'", with: "")])
    #expect(manifest.warnings.isEmpty == !warns)
  }

  @Test("values of environment variables stay out of messages")
  func secrets() {
    let lines = "environment_variables: {A: no, B: [hunter2], C: \"hunter2\\0\", D=: hunter2}"
    let all = remarks(settings(lines))
    #expect(all.count == 4)
    #expect(!all.contains { $0.contains("hunter2") })
  }

  @Test("settings without mini_batch_size use the default and say that Azure's tools stumble")
  func noMiniBatchSize() throws {
    let manifest = try deployment(completeDeployment + "settings: {error_threshold: 3}\n")
    #expect(manifest.value.settings.miniBatchSize == 10)
    #expect(manifest.value.settings.errorThreshold == 3)
    #expect(
      manifest.warnings.map(\.description) == [
        "deployment.yml:6:1: warning: settings has no mini_batch_size, which Azure's tools cannot "
          + "read; 10 is used."
      ])
  }
}
