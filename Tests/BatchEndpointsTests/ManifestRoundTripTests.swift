import Foundation
import Testing

@testable import BatchEndpoints

@Suite(.timeLimit(.minutes(15))) struct ManifestRoundTripTests {
  /// Prints, reads and compares; also through JSON, which is how the registry keeps values.
  private func check<Value: Manifest>(_ value: Value, in folder: String, seed: UInt64) {
    let text = value.yaml(relativeTo: folder)
    do {
      let again = try Value.parse(text, file: "m.yml", folder: folder).value
      #expect(again == value, "seed \(seed):\n\(text)")
      let data = try JSONEncoder().encode(value)
      #expect(try JSONDecoder().decode(Value.self, from: data) == value, "seed \(seed)")
    } catch {
      Issue.record("seed \(seed): \(error)\n\(text)")
    }
  }

  @Test("a manifest printed reads in again as equal, whatever it says", arguments: 0..<16)
  func random(seed: UInt64) {
    var manifests = RandomManifests(seed: seed)
    for _ in 0..<2 {
      let folder = manifests.pick(["/", "/srv", "/nowhere"])
      check(manifests.deployment(), in: folder, seed: seed)
      check(manifests.endpoint(), in: folder, seed: seed)
      check(manifests.model(isNamed: true), in: folder, seed: seed)
      check(manifests.environment(isNamed: true), in: folder, seed: seed)
      check(manifests.data(), in: folder, seed: seed)
      check(manifests.inputs(), in: folder, seed: seed)
      check(manifests.conda(), in: folder, seed: seed)
    }
  }

  @Test("a draft of a value reads as the value", arguments: 0..<8)
  func drafts(seed: UInt64) throws {
    var manifests = RandomManifests(seed: seed)
    for _ in 0..<3 {
      let value = manifests.deployment()
      let draft = ManifestDraft(of: value, named: "deployment a")
      #expect(try draft.read(as: BatchDeployment.self).value == value, "seed \(seed)")
    }
  }

  @Test("what show prints is JSON, whatever it says", arguments: 0..<8)
  func json(seed: UInt64) throws {
    var manifests = RandomManifests(seed: seed)
    for _ in 0..<3 {
      let view = manifests.deployment().azureJSON
      let data = try JSONEncoder().encode(view)
      #expect(try JSONDecoder().decode(ManifestValue.self, from: data) == view, "seed \(seed)")
    }
  }
}
