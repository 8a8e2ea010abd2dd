import Foundation
import Testing

@testable import BatchEndpoints

@Suite(.timeLimit(.minutes(15))) struct HostileManifestTests {
  @Test(
    "bytes that are not text are refused at their place",
    arguments: zip(
      [
        [0x61, 0x3A, 0x20, 0xFF], [0x61, 0x0A, 0xC3], [0xFF, 0xFE, 0x61, 0x00],
        [0x61, 0x3A, 0x20, 0x00], [0x61, 0x3A, 0x20, 0x1B], [0xEF, 0xBB, 0xBF, 0x5B, 0x5D],
      ] as [[UInt8]],
      [
        "m.yml:1:4: this is not UTF-8 text; save the file as UTF-8.",
        "m.yml:2:1: this is not UTF-8 text; save the file as UTF-8.",
        "m.yml:1:1: this is not UTF-8 text; save the file as UTF-8.",
        "m.yml:1:4: control character U+0000 is not allowed; remove it.",
        "m.yml:1:4: control character U+001B is not allowed; remove it.",
        "m.yml:1:1: the file is a list; it must be a map of keys.",
      ]))
  func notText(bytes: [UInt8], message: String) {
    #expect(remarks(bytes: bytes) == [message])
  }

  @Test("aliases of aliases are bounded")
  func billionLaughs() {
    var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (last, next) in zip("abcdefgh", "bcdefghi") {
      text +=
        "\(next): &\(next) [\(Array(repeating: "*\(last)", count: 9).joined(separator: ", "))]\n"
    }
    let all = remarks(bytes: Array(text.utf8))
    #expect(all.count == 1)
    #expect(all[0].hasSuffix("the file has more than 50000 values, aliases counted each time."))
  }

  @Test(
    "aliases of aliases as keys are refused before they are compared",
    arguments: ["? *f\n: 1\n", "*f : 1\n", "{[*f] : 1}\n", "x: [ {*f : 1} ]\n"])
  func billionLaughsAsKey(ending: String) {
    var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (last, next) in zip("abcde", "bcdef") {
      text +=
        "\(next): &\(next) [\(Array(repeating: "*\(last)", count: 9).joined(separator: ", "))]\n"
    }
    let all = remarks(bytes: Array((text + ending).utf8))
    #expect(all.count == 1)
    #expect(all[0].contains("write the keys as plain text."))
  }

  /// Once refused as aliases with a list as a key.
  @Test("bullets and questions in a text are neither aliases nor keys")
  func bullets() {
    let bullets = String(repeating: "  * all of them\n", count: 12)
    #expect(remarks(bytes: Array("a: |\n\(bullets)  really?\n".utf8)) == [])
  }

  @Test(
    "deep nesting is refused on a small stack",
    arguments: [70, 900, 5000, 200_000], ["[", "{a: ", "- ", "? "])
  func depth(levels: Int, opening: String) async {
    let text = "a: \n  " + String(repeating: opening, count: levels)
    let all = await onSmallStack { remarks(bytes: Array(text.utf8)) }
    #expect(all.count == 1)
  }

  @Test("nesting that is closed properly is refused too", arguments: [70, 900, 5000])
  func closedDepth(levels: Int) async {
    let text =
      "a: " + String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    let all = await onSmallStack { remarks(bytes: Array(text.utf8)) }
    #expect(all.count == 1)
    #expect(all[0].hasSuffix("lists and maps are nested too deeply."))
  }

  @Test("a file beyond 1 MiB is refused, one of 1 MiB is read")
  func size() {
    let filler = String(repeating: "#", count: YAMLDocument.maximumBytes - 5)
    #expect(remarks(bytes: Array("a: 1\n\(filler)".utf8)) == [])
    #expect(
      remarks(bytes: Array("a: 1\n\(filler)#".utf8)) == [
        "m.yml: the file is larger than 1 MiB; a manifest is a short text."
      ])
  }

  @Test("thousands of repeated keys end in an error")
  func manyDuplicates() {
    let text = String(repeating: "a: 1\n", count: 2000)
    #expect(remarks(bytes: Array(text.utf8)).contains { $0.hasSuffix("once in this map.") })
  }

  @Test("random changes of a good manifest never crash the reader", arguments: 0..<8)
  func mutations(seed: UInt64) {
    var random = SplitMix(state: seed)
    let original = Array(
      (settings("error_threshold: 1") + "tags: &t {a: b}\nproperties: {<<: *t}\n").utf8)
    let snippets = [
      "*t", "&x ", "<<: *t\n", "? ", ": ", "\t", "[", "{", "}", "\"", "- ", "!!a ", "|\n", "\u{FF}",
    ]
    for _ in 0..<100 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3))
        default:
          let snippet = snippets[Int.random(in: 0..<snippets.count, using: &random)]
          bytes.insert(contentsOf: snippet.utf8, at: place)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      let all: [Diagnostic]
      do throws(ManifestError) {
        all = try ManifestDraft(bytes: bytes, file: "m.yml", folder: "/")
          .read(as: BatchDeployment.self).warnings
      } catch {
        all = error.diagnostics
        #expect(!error.errors.isEmpty)
      }
      let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 2
      #expect(all.allSatisfy { $0.position.map { (1...lines).contains($0.line) } ?? true })
      #expect(all == all.sortedByPosition(), "seed \(seed): \(bytes)")
    }
  }
}

/// Runs a function on a thread with the stack that a secondary thread gets on the meanest platform.
private func onSmallStack<Result: Sendable>(
  _ body: @escaping @Sendable () -> Result
) async -> Result {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: body()) }
    thread.stackSize = 512 * 1024
    thread.start()
  }
}
