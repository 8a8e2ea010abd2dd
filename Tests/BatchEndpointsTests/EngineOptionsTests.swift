import Testing

@testable import BatchEndpoints

@Suite struct EngineOptionsTests {
  private func properties(_ line: String) -> String {
    completeDeployment + "properties:\n  \(line)\n"
  }

  struct LegalOption: CustomTestStringConvertible, Sendable {
    var line: String
    var change: @Sendable (inout EngineOptions) -> Void
    var testDescription: String { line }
  }

  @Test(
    "a legal option changes its own value and nothing else",
    arguments: [
      LegalOption(line: "batchdeck.share_model: auto") { _ in },
      LegalOption(line: "batchdeck.share_model: on") { $0.shareModel = .on },
      LegalOption(line: "batchdeck.share_model: 'true'") { $0.shareModel = .on },
      LegalOption(line: "batchdeck.share_model: OFF") { $0.shareModel = .off },
      LegalOption(line: "batchdeck.mini_batch_bytes: 64MiB") { $0.miniBatchBytes = 67_108_864 },
      LegalOption(line: "batchdeck.mini_batch_bytes: 4096") { $0.miniBatchBytes = 4096 },
      LegalOption(line: "batchdeck.memory_limit: 2GiB") { $0.memoryLimitBytes = 2_147_483_648 },
      LegalOption(line: "batchdeck.order: largest-first") { $0.order = .largestFirst },
      LegalOption(line: "batchdeck.order: path") { $0.order = .path },
      LegalOption(line: "batchdeck.ordered: on") { $0.isOrdered = true },
      LegalOption(line: "batchdeck.isolation: off") { $0.isolation = false },
      LegalOption(line: "batchdeck.isolation: false") { $0.isolation = false },
      LegalOption(line: "batchdeck.isolation: \"on\"") { $0.isolation = true },
      LegalOption(line: "team: batchdeck") { _ in },
    ])
  func legal(option: LegalOption) throws {
    let manifest = try deployment(properties(option.line))
    var expected = EngineOptions()
    option.change(&expected)
    #expect(manifest.value.engineOptions == expected)
    #expect(manifest.value.properties.count == 1)
    #expect(manifest.warnings == [])
  }

  @Test(
    "an illegal option says what it must be",
    arguments: [
      Sample(
        "batchdeck.share_model: maybe",
        "7:26: batchdeck.share_model is \"maybe\"; it must be \"auto\", \"on\" or \"off\"."),
      Sample(
        "batchdeck.mini_batch_bytes: 0",
        "7:31: batchdeck.mini_batch_bytes is \"0\"; it must be a size such as \"64MiB\" or "
          + "\"2GiB\"."),
      Sample(
        "batchdeck.memory_limit: lots",
        "7:27: batchdeck.memory_limit is \"lots\"; it must be a size such as \"64MiB\" or "
          + "\"2GiB\"."),
      Sample(
        "batchdeck.order: random",
        "7:20: batchdeck.order is \"random\"; it must be \"path\" or \"largest-first\"."),
      Sample(
        "batchdeck.isolation: sometimes",
        "7:24: batchdeck.isolation is \"sometimes\"; it must be \"on\" or \"off\"."),
      Sample(
        "batchdeck.isolaton: on",
        "7:3: unknown key \"batchdeck.isolaton\" in properties; did you mean "
          + "\"batchdeck.isolation\"?"),
      Sample(
        "batchdeck.colour: red",
        "7:3: unknown key \"batchdeck.colour\" in properties; remove it."),
      Sample(
        "batchdeck.order:",
        "7:3: properties.batchdeck.order has no value; write \"\" for an empty one."),
    ])
  func illegal(sample: Sample) {
    #expect(remarks(properties(sample.text)) == sample.expected.map { "deployment.yml:\($0)" })
  }

  @Test(
    "a size counts by 1024 whatever the spelling of its unit",
    arguments: zip(
      ["0", "512", "1k", "1KB", "1KiB", "64MiB", "64 mb", "2g", "1TiB", "10b"],
      [0, 512, 1024, 1024, 1024, 67_108_864, 67_108_864, 2_147_483_648, 1_099_511_627_776, 10]))
  func sizes(text: String, bytes: Int) {
    #expect(ByteSize(text)?.bytes == bytes)
  }

  @Test(
    "what is not a size is none",
    arguments: [
      "", "MiB", "-1", "1.5G", "1 0", "10ib", "9000000000T", "99999999999999999999", "1PB",
    ])
  func noSizes(text: String) {
    #expect(ByteSize(text) == nil)
  }
}
