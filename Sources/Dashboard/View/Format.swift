package import BatchEndpoints
package import Foundation

/// Numbers as the screens show them: short, with a unit, of a width that does not jump.
package enum Format {
  /// `1 234 567`.
  package static func grouped(_ number: Int) -> String { Amount.grouped(number) }

  /// `1 file`, `1 234 files`.
  package static func count(_ number: Int, _ noun: String) -> String {
    Amount.count(number, noun)
  }

  /// `once`, `twice`, `3 times`.
  package static func times(_ number: Int) -> String {
    number == 1 ? "once" : number == 2 ? "twice" : "\(grouped(number)) times"
  }

  /// The nearest whole number; 0 for what is not a number.
  package static func whole(_ value: Double) -> String { grouped(Int(clamping: value)) }

  /// `62 %`; rounds down, so that 100 means all.
  package static func percent(_ fraction: Double) -> String {
    "\(Int((clamped(fraction) * 100).rounded(.down))) %"
  }

  /// `62.4 %`; rounds down, so that 100.0 means all.
  package static func finePercent(_ fraction: Double) -> String {
    let tenths = Int((clamped(fraction) * 1000).rounded(.down))
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// Three significant digits: `1 204`, `91.2`, `0.52`.
  package static func decimal(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "0" }
    if value >= 99.95 { return whole(value) }
    if value >= 9.995 { return Amount.fixed(value, decimals: 1) }
    return Amount.fixed(value, decimals: 2)
  }

  /// `531/s`; what would be next to nothing a second is told by the hour, `15.8/h`.
  package static func rate(_ perSecond: Double) -> String {
    perSecond > 0 && perSecond < 0.01 ? decimal(perSecond * 3600) + "/h" : decimal(perSecond) + "/s"
  }

  /// `512 B`, `1.40 KiB`, `2.31 GiB`: at most eight columns.
  package static func bytes(_ count: Int) -> String { Amount.bytes(count) }

  /// `210 B`, `1.40 KiB (1 434 bytes)`.
  package static func exactBytes(_ count: Int) -> String {
    count < 1000 ? bytes(count) : "\(bytes(count)) (\(grouped(count)) bytes)"
  }

  /// `5.00 MiB at most, 3.00 MiB when last looked at`: what an ended worker held; nil where it was never
  /// measured.
  package static func memory(of end: FailedFile.WorkerEnd) -> String? {
    let known = [
      end.peakBytes.map { "\(bytes($0)) at most" },
      end.rssBytes.map { "\(bytes($0)) when last looked at" },
    ].compactMap(\.self)
    return known.isEmpty ? nil : known.joined(separator: ", ")
  }

  /// `01:14:09`; from a hundred hours on `4 d 04:14`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "99 d" }
    let total = Int(min(max(0, seconds), 86_400 * 9999))
    let (hours, minutes) = (total / 3600, total / 60 % 60)
    if hours >= 100 {
      return "\(hours / 24) d \(padded(hours % 24)):\(padded(minutes))"
    }
    return "\(padded(hours)):\(padded(minutes)):\(padded(total % 60))"
  }

  /// `0.04 s`, `0.4 s`, `12.3 s`, from a minute on `00:01:04`.
  package static func shortDuration(_ seconds: Double) -> String {
    guard seconds < 59.95 else { return duration(seconds) }
    let isTiny = seconds >= 0.005 && seconds < 0.095
    return Amount.fixed(max(0, seconds), decimals: isTiny ? 2 : 1) + " s"
  }

  /// A number for an axis: `12`, `2.5`, `0`.
  package static func axis(_ value: Double) -> String {
    let text = decimal(value)
    guard text.contains(".") else { return text }
    let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(short.reversed())
  }

  /// `just now`, `3 min ago`, `2 h ago`, `5 d ago`.
  package static func ago(_ seconds: Double) -> String {
    let minutes = Int(min(max(0, seconds), 1e12)) / 60
    if minutes == 0 { return "just now" }
    if minutes < 60 { return "\(minutes) min ago" }
    if minutes < 48 * 60 { return "\(minutes / 60) h ago" }
    return "\(minutes / 1440) d ago"
  }

  /// Time of day, `14:32:07`.
  package static func clock(_ date: Date, in zone: TimeZone) -> String {
    let local = date.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: date))
    let second = Int(local.rounded(.down)) % 86_400
    let inDay = second < 0 ? second + 86_400 : second
    return "\(padded(inDay / 3600)):\(padded(inDay / 60 % 60)):\(padded(inDay % 60))"
  }

  private static func clamped(_ fraction: Double) -> Double {
    fraction.isFinite ? min(max(0, fraction), 1) : 0
  }

  private static func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}

extension Int {
  /// The nearest number that an `Int` can hold; 0 for what is not a number.
  init(clamping value: Double) {
    self = value.isNaN ? 0 : Int(Swift.min(Swift.max(value, -9e18), 9e18).rounded())
  }
}
