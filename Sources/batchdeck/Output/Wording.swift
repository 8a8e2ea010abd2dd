import BatchEndpoints
import Foundation

/// Numbers as people read them.
enum Wording {
  /// `850 ms`, `6.1 s`, `1 min 07 s`, `2 h 03 min`.
  static func duration(seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
    if seconds < 60 { return String(format: "%.1f s", seconds) }
    if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
    return String(format: "%d h %02d min", whole / 3600, whole / 60 % 60)
  }

  /// `312 KiB`, `2.31 GiB`, as on the dashboard.
  static func bytes(_ count: Int) -> String { Amount.bytes(count) }

  /// `41/s`, `3.2/s`.
  static func rate(_ perSecond: Double) -> String {
    perSecond >= 10 || perSecond == 0
      ? "\(Int(perSecond.rounded()))/s" : String(format: "%.1f/s", perSecond)
  }

  /// `2026-11-22 16:54:03Z`.
  static func time(_ date: Date) -> String {
    date.formatted(.iso8601.dateTimeSeparator(.space))
  }

  /// `1 file`, `1 234 files`, as on the dashboard.
  static func count(_ number: Int, _ noun: String) -> String { Amount.count(number, noun) }

  /// Why a file failed, as one line. Only a class of Python's own says more than the message behind it.
  static func cause(_ file: FailedFile) -> String {
    let isOurs =
      (file.traceback ?? "").isEmpty
      && file.errorClass.allSatisfy { $0.isLowercase || $0 == "_" }
    return (isOurs ? "" : "\(file.errorClass): ") + harmless(file.message)
  }

  /// What was degraded, as one line.
  static func warning(_ message: String) -> String { "Warning: " + harmless(message) }

  /// What somebody said about an asset, one line each; the text begins in a column, 0 being the first.
  static func about(
    _ description: String?, tags: [String: String], column: Int = 8
  ) -> [String] {
    func line(_ label: String, _ text: String) -> String {
      label.padding(toLength: column, withPad: " ", startingAt: 0) + harmless(text)
    }
    var lines: [String] = []
    if let description { lines.append(line("about", description)) }
    if !tags.isEmpty {
      let text = tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      lines.append(line("tags", text.joined(separator: ", ")))
    }
    return lines
  }

  /// Text from outside as one line fit for a terminal: control characters appear as `\xNN`.
  static func harmless(_ text: some StringProtocol) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.generalCategory == .control {
        line += String(format: "\\x%02X", scalar.value)
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// Text of several lines, each made harmless.
  static func harmlessLines(_ text: String) -> [String] {
    text.split(separator: "\n").map(harmless)
  }
}
