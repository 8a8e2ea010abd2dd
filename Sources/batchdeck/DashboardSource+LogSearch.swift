import Dashboard
import Foundation
import Glibc

/// Looks through a log of any length, a while at a time.
extension LogReader {
  /// Whoever asks again gets further, and may leave it between two questions.
  private static let patience = Duration.milliseconds(400)
  /// Bytes looked through at a time: few at first, as the next match is often near.
  private static let (firstBlock, longestBlock) = (64 << 10, 4 << 20)

  /// - Throws: `ExecutionError.refused` when the file cannot be read.
  func find(_ search: LogSearch) throws -> LogMatch {
    let descriptor = try open(search.name, of: search.job)
    defer { close(descriptor) }
    let words = Words(search.wanted)
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let deadline = ContinuousClock.now + Self.patience
    var (place, block) = (min(max(0, search.from), size), Self.firstBlock)
    let whole = search.range(size: size)
    while search.isBackward ? place > whole.lowerBound : place < whole.upperBound {
      let range =
        search.isBackward
        ? max(whole.lowerBound, place - block)..<place
        : place..<min(whole.upperBound, place + block)
      // A little more, so that no match is cut in two.
      let end = min(size, range.upperBound + words.longest - 1)
      let bytes = try read(descriptor, from: range.lowerBound, count: end - range.lowerBound)
      // What begins in that little more belongs to the other side: it may be where the search began.
      let places = words.places(in: bytes).filter { $0 < range.count }
      for match in search.isBackward ? places.reversed() : places {
        let line = try lineStart(of: range.lowerBound + match, descriptor)
        if try isMeant(line, search.wanted, descriptor) { return .found(line) }
      }
      place = search.isBackward ? range.lowerBound : range.upperBound
      block = min(2 * block, Self.longestBlock)
      if ContinuousClock.now >= deadline { return .searched(upTo: place) }
    }
    return .nothing
  }

  private func lineStart(of offset: Int, _ descriptor: Int32) throws -> Int {
    // Longer lines are shown in pieces anyway.
    let from = max(0, offset - LogLine.longest)
    let before = try read(descriptor, from: from, count: offset - from)
    return before.lastIndex(of: UInt8(ascii: "\n")).map { from + $0 + 1 } ?? from
  }

  /// Whether a line that holds one of the words is one of the lines: by its beginning.
  private func isMeant(
    _ line: Int, _ wanted: LogSearch.Wanted, _ descriptor: Int32
  ) throws -> Bool {
    guard case .level(let level) = wanted else { return true }
    let bytes = try read(descriptor, from: line, count: LogLine.headLength)
    return LogLine.level(of: bytes.prefix { $0 != UInt8(ascii: "\n") }) >= level
  }
}

/// Byte strings that are looked for together.
private struct Words {
  private let words: [[UInt8]]
  /// Whether capitals of ASCII do not matter.
  private let isFolded: Bool

  init(_ wanted: LogSearch.Wanted) {
    switch wanted {
    case .text(let text):
      words = [text.utf8.map(Self.lowered)]
      isFolded = true
    case .level(let least):
      words = LogLine.Level.allCases.filter { $0 >= least }.flatMap { LogLine.words(of: $0) }
      isFolded = false
    }
  }

  var longest: Int { words.map(\.count).max() ?? 1 }

  /// Where they begin, ascending.
  func places(in bytes: [UInt8]) -> [Int] {
    let bytes = isFolded ? bytes.map(Self.lowered) : bytes
    var places: [Int] = []
    bytes.withUnsafeBytes { bytes in
      for word in words {
        var from = 0
        while let place = bytes.place(of: word, from: from) {
          places.append(place)
          from = place + 1
        }
      }
    }
    return words.count > 1 ? places.sorted() : places
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    // Without a branch, so that the compiler takes sixteen bytes at a time.
    byte | (byte &- UInt8(ascii: "A") < 26 ? 0x20 : 0)
  }
}
