/// A line of a log, where it begins and how serious it looks.
package struct LogLine: Sendable, Equatable {
  package enum Level: Int, Sendable, CaseIterable, Comparable {
    case plain, warning, error

    package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  /// Bytes from the beginning of the file.
  package var offset: Int
  package var text: String
  package var level: Level

  /// A longer line is shown as several, bytes: nobody reads it, and it would cost every frame.
  package static let longest = 4096

  package init(offset: Int, bytes: ArraySlice<UInt8>) {
    self.offset = offset
    text = String(decoding: bytes, as: UTF8.self)
    // Only asks for a colourful ⚠ or ✔; in a name it would be spelled out.
    if bytes.contains(0xEF) { text.unicodeScalars.removeAll { $0 == "\u{FE0F}" } }
    level = Self.level(of: bytes.prefix(Self.headLength))
  }

  /// The whole lines of a window. A line that begins before it is left out, unless there is no
  /// other.
  package static func lines(of window: LogWindow) -> [LogLine] {
    var lines: [LogLine] = []
    let bytes = window.bytes
    var begin = bytes.startIndex
    if window.start > 0, let end = bytes.firstIndex(of: 0x0A), end + 1 < bytes.endIndex {
      begin = end + 1
    }
    while begin < bytes.endIndex {
      let limit = min(bytes.endIndex, begin + longest)
      let end = bytes[begin..<limit].firstIndex(of: 0x0A) ?? limit
      var piece = bytes[begin..<end]
      // What a progress bar has overwritten is not to be seen (carriage returns).
      while piece.last == 0x0D { piece = piece.dropLast() }
      if let last = piece.lastIndex(of: 0x0D) { piece = piece[(last + 1)...] }
      lines.append(LogLine(offset: window.start + begin, bytes: piece))
      begin = end < limit ? end + 1 : limit
    }
    return lines
  }

  /// Bytes at the beginning of a line that tell how serious it is.
  package static let headLength = 200

  /// By the words that loggers write (Python's `logging`, glog, ONNX Runtime).
  package static func level(of head: ArraySlice<UInt8>) -> Level {
    // A window has thousands of lines, and comparing bytes in place costs little.
    head.withUnsafeBytes { head in
      if words(of: .error).contains(where: { head.place(of: $0) != nil }) { return .error }
      return words(of: .warning).contains { head.place(of: $0) != nil } ? .warning : .plain
    }
  }

  /// What a line of that level has one of; a line that is more serious has others.
  package static func words(of level: Level) -> [[UInt8]] {
    switch level {
    case .plain: []
    case .warning: warningWords
    case .error: errorWords
    }
  }

  private static let errorWords =
    ["ERROR", "CRITICAL", "FATAL", "Traceback (", "Error:", "Exception:"].map { Array($0.utf8) }
  private static let warningWords = ["WARN", "Warning"].map { Array($0.utf8) }
}

/// A stretch of a log, cut into lines; cutting takes a while and is not for the main actor.
package struct LogText: Sendable, Equatable {
  package var lines: [LogLine]
  /// The bytes that the lines are of.
  package var range: Range<Int>
  /// Of the whole file at that moment.
  package var fileSize: Int

  package init(_ window: LogWindow) {
    lines = LogLine.lines(of: window)
    range = window.start..<(window.start + window.bytes.count)
    fileSize = window.fileSize
  }
}
