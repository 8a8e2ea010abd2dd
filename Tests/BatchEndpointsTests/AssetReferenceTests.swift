import BatchEndpoints
import Testing

@Suite("References as operators type them")
struct AssetReferenceTests {
  @Test(
    "a name alone means the latest",
    arguments: [
      ("digits", AssetReference(name: "digits", selector: .label("latest"))),
      ("digits:3", AssetReference(name: "digits", selector: .version("3"))),
      ("digits@latest", AssetReference(name: "digits", selector: .label("latest"))),
      ("azureml:digits:2026.1", AssetReference(name: "digits", selector: .version("2026.1"))),
    ])
  func shorthand(text: String, reference: AssetReference) {
    #expect(AssetReference(shorthand: text) == reference)
  }
}
