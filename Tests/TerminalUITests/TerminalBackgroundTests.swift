import Glibc
import TerminalUI
import Testing

@Suite struct TerminalBackgroundTests {
  /// What is made of a terminal that sends these bytes, whatever it is asked.
  private func answer(_ sent: String, patience: Duration = .seconds(5)) throws
    -> (answer: TerminalBackground.Answer, left: String)
  {
    var ends: [CInt] = [-1, -1]
    try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    let bytes = Array(sent.utf8)
    try #require(write(ends[1], bytes, bytes.count) == bytes.count)
    let answer = TerminalBackground.ask(input: ends[0], output: ends[0], patience: patience)
    var left = [UInt8](repeating: 0, count: 100)
    let count = recv(ends[0], &left, left.count, CInt(MSG_DONTWAIT))
    return (answer, String(decoding: left.prefix(max(0, count)), as: UTF8.self))
  }

  @Test(
    "the colour is read in every form terminals give it",
    arguments: [
      ("]11;rgb:1414/1919/1f1f\u{1B}\\", 0x14191F), ("]11;rgb:ffff/ffff/ffff\u{7}", 0xFFFFFF),
      ("]11;rgb:ff/80/00\u{7}", 0xFF8000), ("]11;rgb:f/8/0\u{7}", 0xFF8800),
      ("]11;rgba:0000/0000/8080/ffff\u{7}", 0x000080), ("]11;#fbfaf7\u{7}", 0xFBFAF7),
      ("]11;rgb:12345/0/0\u{7}", nil), ("]11;rgb:0/0\u{7}", nil), ("]11;red\u{7}", nil),
      ("]10;rgb:f/f/f\u{7}", nil), ("", nil),
    ] as [(String, UInt32?)])
  func colors(reply: String, expected: UInt32?) throws {
    let said = try answer((reply.isEmpty ? "" : "\u{1B}" + reply) + "\u{1B}[?62;22c")
    #expect(said.answer == .init(rgb: expected))
  }

  @Test("keys struck meanwhile are kept, and what follows the answer is left alone")
  func keys() throws {
    let said = try answer(
      "jé\u{3}\r\u{1B}]11;rgb:0/0/0\u{1B}\\\u{1B}[I\u{7F}\u{1B}[?6cqq\u{1B}[A")
    #expect(said.answer.rgb == 0)
    #expect(
      said.answer.typed == [
        KeyPress(.character("j")), KeyPress(.character("é")),
        KeyPress(.character("c"), control: true), KeyPress(.enter), KeyPress(.backspace),
      ])
    #expect(said.left == "qq\u{1B}[A")
  }

  @Test("a terminal that says nothing is not waited for beyond patience")
  func silence() throws {
    let start = ContinuousClock.now
    #expect(try answer("", patience: .milliseconds(20)).answer == .init())
    #expect(ContinuousClock.now - start >= .milliseconds(20))
    #expect(try answer("\u{1B}]11;rgb:", patience: .milliseconds(1)).answer == .init())
  }

  @Test("a flood has an end", .timeLimit(.minutes(15)))
  func flood() throws {
    let said = try answer(String(repeating: "x", count: 10_000))
    #expect(said.answer.rgb == nil)
    #expect(said.answer.typed.count == 4096)
  }

  @Test("any bytes are taken without a trap", arguments: 0..<100)
  func random(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let pieces = [
      "\u{1B}", "]", "11;", "rgb:", "/", "f", "[", "?", "\u{7}", "\\", "é", "P", "\u{0}",
    ]
    let sent = (0..<40).compactMap { _ in pieces.randomElement(using: &random) }.joined()
    _ = try answer(sent, patience: .milliseconds(1))
  }

  @Test("a background is dark when white stands off it better than black")
  func variants() {
    #expect(TerminalBackground.variant(of: 0x14191F) == .dark)
    #expect(TerminalBackground.variant(of: 0xFBFAF7) == .light)
    #expect(TerminalBackground.variant(of: 0x005F87) == .dark)
  }

  @Test(
    "COLORFGBG helps where a terminal does not answer",
    arguments: [
      ("15;0", .dark), ("0;15", .light), ("15;default;0", .dark), ("7;8", .dark), ("0;7", .light),
      ("0;99", nil), ("0", nil), ("", nil), (nil, nil),
    ] as [(String?, Theme.Variant?)])
  func environment(value: String?, expected: Theme.Variant?) {
    let environment = value.map { ["COLORFGBG": $0] } ?? [:]
    #expect(TerminalBackground.variant(environment: environment) == expected)
  }

  @Test(
    "only terminals that can answer are asked",
    arguments: [
      ("xterm-256color", true), ("tmux-256color", true), ("foot", true), ("dumb", false),
      ("linux", false), ("vt100", false), ("", false), (nil, false),
    ] as [(String?, Bool)])
  func askable(term: String?, expected: Bool) {
    let environment = term.map { ["TERM": $0] } ?? [:]
    #expect(TerminalBackground.isAskable(environment: environment) == expected)
  }
}
