import Foundation
import Glibc
import Synchronization
import Testing

@testable import Execution

@Suite("A bounded log", .timeLimit(.minutes(15)))
struct BoundedLogTests {
  private let workspace: Workspace
  private let path: String

  init() throws {
    workspace = try Workspace()
    path = try workspace.file("stdout.txt")
  }

  /// Lines of 100 bytes, from number `first` on.
  private func lines(_ numbers: Range<Int>) -> Data {
    var text = Data(capacity: numbers.count * 100)
    let rest = Data((String(repeating: ".", count: 90) + "\n").utf8)
    for number in numbers {
      text.append(contentsOf: String(format: "%09d", number).utf8)
      text.append(rest)
    }
    return text
  }

  private func append(_ data: Data) throws {
    let descriptor = try openFile(path, O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    try data.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
  }

  private struct Reading {
    var numbers: [Int] = []
    var notices: [Int] = []
    /// The numbers before the first notice.
    var head = 0
    /// What is neither a whole line nor a notice.
    var broken: [Substring] = []
  }

  private func reading() throws -> Reading {
    var reading = Reading()
    for line in try text(of: path).split(separator: "\n") {
      if line.utf8.count == 99, let number = Int(line.prefix(9)) {
        reading.numbers.append(number)
      } else if line.hasPrefix("["), let dropped = Int(line.dropFirst().prefix { $0 != " " }) {
        reading.notices.append(dropped)
        reading.head = reading.numbers.count
      } else {
        reading.broken.append(line)
      }
    }
    return reading
  }

  @Test("of 16 MiB is whole")
  func short() throws {
    let content = lines(0..<150_000)
    try append(content)
    let log = BoundedLog(path: path)
    #expect(!log.isTooLong)
    try log.cut()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == content)
  }

  /// How the middle goes: taken out, where the file system here does that, and by copying.
  static let ways = [true, false]

  @Test(
    "keeps its first and its last lines, and one line tells how much is gone between them",
    arguments: ways)
  func long(collapsing: Bool) throws {
    try append(lines(0..<400_000))
    let log = BoundedLog(path: path)
    log.collapses = collapsing
    #expect(log.isTooLong)
    try log.cut()
    #expect(!log.isTooLong)
    let reading = try reading()
    #expect(reading.broken == [])
    #expect(reading.numbers.first == 0 && reading.numbers.last == 399_999)
    let head = (8 << 20) / 100
    #expect((head - 1...head).contains(reading.head))
    #expect(reading.notices == [(400_000 - reading.numbers.count) * 100])
    let tail = (4 << 20) / 100
    #expect((tail...tail + (64 << 10) / 100).contains(reading.numbers.count - reading.head))
  }

  @Test("cut again, tells of all that is gone", arguments: ways)
  func again(collapsing: Bool) throws {
    let log = BoundedLog(path: path)
    log.collapses = collapsing
    for round in 0..<4 {
      try append(lines(round * 200_000..<(round + 1) * 200_000))
      try log.cut()
    }
    let reading = try reading()
    #expect(reading.broken == [])
    #expect(reading.numbers.last == 799_999)
    #expect(reading.numbers == reading.numbers.sorted())
    #expect(reading.notices == [(800_000 - reading.numbers.count) * 100])
    #expect(log.dropped == reading.notices[0])
  }

  @Test("cut by copying after it was collapsed, tells of all that is gone")
  func eitherWay() throws {
    try append(lines(0..<200_000))
    let log = BoundedLog(path: path)
    try log.cut()
    log.collapses = false
    try append(lines(200_000..<400_000))
    try log.cut()
    let reading = try reading()
    #expect(reading.broken == [])
    #expect(reading.numbers == reading.numbers.sorted())
    #expect(reading.numbers.last == 399_999)
    #expect(reading.notices == [(400_000 - reading.numbers.count) * 100])
  }

  @Test("is cut under the hands of those who print", arguments: ways)
  func whilePrinting(collapsing: Bool) throws {
    let written = Atomic(0)
    let printer = Thread { [path] in
      guard let descriptor = try? openFile(path, O_WRONLY | O_APPEND) else { return }
      defer { close(descriptor) }
      for block in 0..<1500 {
        let data = lines(block * 500..<(block + 1) * 500)
        try? data.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
        written.store(block + 1, ordering: .relaxed)
      }
    }
    printer.start()
    let log = BoundedLog(path: path)
    log.collapses = collapsing
    var cuts = 0
    let deadline = ContinuousClock.now + .seconds(120)
    while written.load(ordering: .relaxed) < 1500, ContinuousClock.now < deadline {
      if log.isTooLong {
        try log.cut()
        cuts += 1
      }
    }
    #expect(cuts > 3)
    try append(lines(750_000..<750_010))
    try log.cut()
    let reading = try reading()
    if log.collapses {
      // Nothing is lost uncounted, and no line is torn.
      #expect(reading.broken == [])
      #expect(reading.notices == [(750_010 - reading.numbers.count) * 100])
    } else {
      #expect(reading.broken.count <= cuts)
    }
    #expect(reading.numbers.first == 0 && reading.numbers.last == 750_009)
    #expect(reading.numbers == reading.numbers.sorted())
    #expect(reading.notices.count == 1)
    #expect(LogFile(path: path).size <= BoundedLog.limit)
  }

  @Test("without line ends is cut all the same", arguments: ways)
  func oneLine(collapsing: Bool) throws {
    try append(Data(repeating: UInt8(ascii: "x"), count: 20 << 20))
    let log = BoundedLog(path: path)
    log.collapses = collapsing
    try log.cut()
    let text = try text(of: path)
    #expect(text.hasPrefix("xxx") && text.hasSuffix("xxx"))
    #expect(log.dropped == (20 << 20) - text.utf8.count { $0 == UInt8(ascii: "x") })
  }
}
