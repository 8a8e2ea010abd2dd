@testable import BatchEndpoints

/// Random values such as a loaded manifest may have, texts that YAML could take for something else
/// among them.
struct RandomManifests {
  var random: SplitMix

  init(seed: UInt64) { random = SplitMix(state: seed) }

  private static let texts = [
    "plain", "two words", "5", "-0x1F", "1_000", "1.10", ".5", "1e3", "1.0e+5", ".inf", ".nan",
    "true", "No", "on", "~", "null", "", " ", " lead", "trail ", "2024-01-01", "1:30", "=", "<<",
    "a: b", "a:", ": a", "a #b", "#a", "- a", "-", "?", "? a", "*a", "&a", "!a", "!!int 5", "|",
    ">",
    "%a", "@a", "`a", "'", "\"", "it's", "\"q\"", "[a]", "{a: b}", "a, b", "a\nb", "a\n", "a\n\n",
    "\na", "\n", "a\n b", "  a\nb", "a\r\nb", "a\tb", "\t", "tab\t", "a\u{85}b", "a\u{2028}b\nc",
    "a\u{FEFF}b", "\u{1B}[31m", "\u{7F}", "naïve", "日本語", "🧪 x", "e\u{301}", "---", "...", "--- a",
    "\\", "a\\nb", "azureml:x:1", "https://h/p?q=1#f", "C:\\x", "* a\n* b\nreally? yes\n[a]: b",
    "a very long text that would be folded over several lines if the width of a line had a limit, "
      + "which it has not, so that it stays on one line however long it gets",
  ]

  private static let keys = [
    "a", "B_c", "with space", "1", "true", "", "<<", "a.b", "a: b", "a\nb", "日本", "?", "- x", "~",
    "batch", "'", "*k", "#k", "[k]",
  ]

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func chance() -> Bool { Bool.random(using: &random) }
  mutating func pick<Item>(_ items: [Item]) -> Item { items[int(0...items.count - 1)] }
  mutating func maybe<Item>(_ item: Item) -> Item? { chance() ? item : nil }

  /// One of the hard texts, or a random one of hard characters.
  mutating func text() -> String {
    if chance() { return pick(Self.texts) }
    let characters = Array("ab01 :#-?*&!|>%@'\"[]{},\n\t.~=é🧪\u{85}\u{2028}\u{1}<\\")
    return String((0..<int(0...12)).map { _ in pick(characters) })
  }

  mutating func name() -> String { pick(["a", "7", "1.0", "true", "null", "a-b_c.d", "Sheets"]) }
  mutating func texts() -> [String] { (0..<int(0...3)).map { _ in text() } }

  /// Absolute, without `.` and `..`.
  mutating func path() -> String {
    let parts = ["srv", "a b", "azureml:m", "file:x", "s3:", "é", "~", "x\ny", "true", "#1", "5"]
    return "/" + (0..<int(1...4)).map { _ in pick(parts) }.joined(separator: "/")
  }

  mutating func textMap() -> [String: String] {
    var map: [String: String] = [:]
    for _ in 0..<int(0...3) { map[pick(Self.keys)] = text() }
    return map
  }

  mutating func value(depth: Int = 0) -> ManifestValue {
    switch int(0...(depth > 2 ? 4 : 6)) {
    case 0: return .null
    case 1: return .boolean(chance())
    case 2: return .integer(pick([0, -1, 42, Int.max, Int.min, int(-1000...1000)]))
    case 3:
      return .number(
        pick([
          0.5, -2.25, 1e-7, 1e300, 4.25e-308, 1.5e22, 0.1, Double.random(in: 0..<1, using: &random),
        ]))
    case 4: return .text(text())
    case 5: return .list((0..<int(0...3)).map { _ in value(depth: depth + 1) })
    default: return .map(valueMap(depth: depth + 1))
    }
  }

  mutating func valueMap(depth: Int = 0) -> [String: ManifestValue] {
    var map: [String: ManifestValue] = [:]
    for _ in 0..<int(0...3) { map[pick(Self.keys)] = value(depth: depth) }
    return map
  }

  /// Null as the whole value of a key is not a value.
  mutating func someValue() -> ManifestValue {
    let candidate = value()
    return candidate == .null ? .boolean(true) : candidate
  }

  mutating func reference() -> AssetReference {
    AssetReference(name: name(), selector: chance() ? .version(name()) : .label(name()))
  }

  // MARK: - Manifests

  mutating func model(isNamed: Bool) -> ModelAsset {
    var model = ModelAsset(
      name: isNamed ? name() : maybe(name()), version: maybe(name()), path: path(),
      type: pick(ModelType.allCases))
    model.description = maybe(text())
    model.tags = textMap()
    model.properties = textMap()
    model.stage = maybe(text())
    model.flavors = valueMap()
    model.datastore = maybe(text())
    model.systemMetadata = valueMap()
    model.defaultDeploymentTemplate = maybe(someValue())
    model.allowedDeploymentTemplates = maybe(someValue())
    return model
  }

  mutating func conda() -> CondaFile {
    var conda = CondaFile()
    conda.name = maybe(text())
    conda.channels = texts()
    conda.packages = texts()
    conda.pip = texts()
    conda.variables = textMap()
    conda.platforms = texts()
    conda.prefix = maybe(text())
    return conda
  }

  mutating func environment(isNamed: Bool) -> EnvironmentAsset {
    var environment = EnvironmentAsset(
      name: isNamed ? name() : maybe(name()), version: maybe(name()), image: maybe(text()),
      conda: maybe(chance() ? .file(path()) : .inline(conda())))
    environment.description = maybe(text())
    environment.tags = textMap()
    environment.build = maybe(
      .init(path: maybe(chance() ? path() : "https://h/a b"), dockerfilePath: maybe(text())))
    environment.operatingSystem = maybe(pick(EnvironmentAsset.OperatingSystem.allCases))
    environment.inferenceConfig = valueMap()
    environment.datastore = maybe(text())
    return environment
  }

  mutating func data() -> DataAsset {
    var data = DataAsset(
      name: name(), version: maybe(name()), path: path(), type: pick(DataType.allCases))
    data.description = maybe(text())
    data.tags = textMap()
    data.datastore = maybe(text())
    data.autoDeleteSetting = maybe(someValue())
    return data
  }

  mutating func endpoint() -> BatchEndpoint {
    var endpoint = BatchEndpoint(name: pick(["e", "digits-batch", "N", "null"]))
    endpoint.description = maybe(text())
    endpoint.tags = textMap()
    endpoint.properties = textMap()
    endpoint.authMode = pick(BatchEndpoint.AuthMode.allCases)
    endpoint.defaults.deploymentName = maybe(name())
    endpoint.location = maybe(text())
    endpoint.identity = valueMap()
    return endpoint
  }

  mutating func inputs() -> InvocationInputs {
    var input = InvocationInputs.Input(
      source: chance() ? .path(path()) : .reference(reference()), type: pick(DataType.allCases))
    input.mode = maybe(text())
    var invocation = InvocationInputs(inputs: [pick(Self.keys): input])
    for _ in 0..<int(0...2) {
      var output = InvocationInputs.Output(path: maybe(path()), type: pick(DataType.allCases))
      output.mode = maybe(text())
      invocation.outputs[pick(Self.keys)] = output
    }
    return invocation
  }

  mutating func deployment() -> BatchDeployment {
    var deployment = BatchDeployment(name: name())
    deployment.endpointName = maybe(name())
    deployment.description = maybe(text())
    deployment.tags = textMap()
    deployment.properties = textMap()
    if chance() {
      deployment.properties["batchdeck.order"] = "largest-first"
      deployment.engineOptions.order = .largestFirst
    }
    if chance() {
      deployment.properties["batchdeck.memory_limit"] = "2GiB"
      deployment.engineOptions.memoryLimitBytes = 2 << 30
    }
    deployment.model = maybe(
      chance() ? .reference(reference()) : .inline(model(isNamed: false)))
    deployment.codeConfiguration = .init(code: path(), scoringScript: pick(["s.py", "a b/5.py"]))
    deployment.environment = maybe(
      pick([
        .reference(reference()), .remote("azureml://registries/r/environments/e"),
        .inline(environment(isNamed: false)),
      ]))
    deployment.compute = maybe(text())
    deployment.resources.instanceCount = pick([1, 1, 7])
    deployment.resources.instanceType = maybe(text())
    deployment.resources.maxInstanceCount = maybe(9)
    deployment.resources.locations = texts()
    deployment.resources.shmSize = maybe(text())
    deployment.resources.dockerArgs = maybe(someValue())
    deployment.resources.properties = valueMap()
    if chance() { deployment.settings = settings() }
    return deployment
  }

  private mutating func settings() -> DeploymentSettings {
    var settings = DeploymentSettings()
    settings.miniBatchSize = pick([1, 10, 64])
    settings.maxConcurrencyPerInstance = pick([1, 8])
    settings.errorThreshold = pick([-1, 0, 100])
    settings.retrySettings.maxRetries = pick([0, 3])
    settings.retrySettings.timeoutSeconds = pick([30, 1])
    settings.outputAction = pick(DeploymentSettings.OutputAction.allCases)
    settings.outputFileName = pick(["predictions.csv", "5", "true", "a b.txt", "-"])
    settings.loggingLevel = pick(["info", "DEBUG", "on"])
    for _ in 0..<int(0...3) {
      settings.environmentVariables[pick(["A", "a b", "1", "true", "é"])] = text()
    }
    return settings
  }
}
