import Foundation
import Testing

@testable import TerminalUI

@Suite struct TerminalRequestTests {
  @Test("a copy is OSC 52 in base64, for tmux in both its forms")
  func copy() {
    let plain = "\u{1B}]52;c;L2RhdGEvw6k=\u{1B}\\"
    #expect(TerminalRequest.copy("/data/é").sequence(isInTmux: false) == plain)
    #expect(
      TerminalRequest.copy("/data/é").sequence(isInTmux: true)
        == plain + "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;L2RhdGEvw6k=\u{1B}\u{1B}\\\u{1B}\\")
  }

  @Test("base64 is Foundation's, for any length", arguments: 0..<40)
  func base64(length: Int) throws {
    let text = String("aé\u{0}日\u{7F}/x".unicodeScalars.prefix(length % 8))
    let copied = String(repeating: text, count: 1 + length / 8)
    let encoded = Data(copied.utf8).base64EncodedString()
    #expect(
      TerminalRequest.copy(copied).sequence(isInTmux: false) == "\u{1B}]52;c;\(encoded)\u{1B}\\")
  }

  @Test("a copy has a limit, within what terminals take")
  func limit() throws {
    let longest = String(repeating: "x", count: TerminalRequest.maximumCopyBytes)
    let sequence = try #require(TerminalRequest.copy(longest).sequence(isInTmux: false))
    #expect(sequence.utf8.count < 100_000)
    #expect(TerminalRequest.copy(longest + "x").sequence(isInTmux: false) == nil)
    #expect(!TerminalRequest.canCopy(longest + "x"))
  }

  @Test("a notification carries a line of text and no command")
  func notification() {
    func notify(_ text: String) -> String? {
      TerminalRequest.notify(text).sequence(isInTmux: false)
    }
    #expect(notify("job done") == "\u{1B}]9;job done\u{1B}\\\u{7}")
    #expect(notify("4;3;50") == "\u{1B}]9;4,3,50\u{1B}\\\u{7}")
    #expect(notify("a\u{1B}\\\u{7}b\n") == "\u{1B}]9;a\\x1B\\\\x07b\\x0A\u{1B}\\\u{7}")
    #expect(notify("") == "\u{7}")
    #expect(TerminalRequest.bell.sequence(isInTmux: true) == "\u{7}")
    #expect(TerminalRequest.line(String(repeating: "é", count: 999)).count == 200)
  }
}
