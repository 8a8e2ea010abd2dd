/// Numbers as screens, events, messages and logs write them.
package enum Amount {
  /// `1 234 567`.
  package static func grouped(_ number: Int) -> String {
    if number.magnitude < 1000 { return "\(number)" }
    var groups: [Substring] = []
    let digits = String(number.magnitude)
    var end = digits.endIndex
    while true {
      let start =
        digits.index(end, offsetBy: -3, limitedBy: digits.startIndex) ?? digits.startIndex
      groups.append(digits[start..<end])
      if start == digits.startIndex { break }
      end = start
    }
    return (number < 0 ? "-" : "") + groups.reversed().joined(separator: " ")
  }

  /// `1 file`, `1 234 files`, `2 mini-batches`.
  package static func count(_ number: Int, _ noun: String) -> String {
    let ending = number == 1 ? "" : noun.hasSuffix("ch") ? "es" : "s"
    return "\(grouped(number)) \(noun)\(ending)"
  }

  /// `512 B`, `1.40 KiB`, `2.31 GiB`: at most eight columns.
  package static func bytes(_ count: Int) -> String {
    if count < 1000 { return "\(max(0, count)) B" }
    var value = Double(count)
    for unit in ["KiB", "MiB", "GiB", "TiB", "PiB"] {
      value /= 1024
      if value < 999.5 {
        let decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        return "\(fixed(value, decimals: decimals)) \(unit)"
      }
    }
    return "\(grouped(Int(value.rounded()))) PiB"
  }

  /// `2.31`, `91.2`, `204`: so many decimals, at most two.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100
    let scaled = Int((value * Double(scale)).rounded())
    if decimals == 0 { return "\(scaled)" }
    let fraction = scaled % scale
    let padding = decimals == 2 && fraction < 10 ? "0" : ""
    return "\(scaled / scale).\(padding)\(fraction)"
  }
}
