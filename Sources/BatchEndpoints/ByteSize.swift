/// A number of bytes as people write it: `65536`, `64MiB`, `64MB`, `2g`.
///
/// Every unit counts by 1024, with or without the `i`, as Azure's own sizes do (`10kb` is 10 240
/// bytes).
package struct ByteSize: Sendable, Equatable {
  package var bytes: Int

  /// What a worker needs for Python alone, bytes: no memory limit is below it.
  package static let leastForPython = 16 << 20

  /// Nil when the text is not a size, or one beyond what `Int` holds.
  package init?(_ text: String) {
    guard let match = text.wholeMatch(of: /([0-9]{1,18}) ?([kKmMgGtT]?)([iI]?[bB])?/) else {
      return nil
    }
    let unit = match.output.2.lowercased()
    if unit.isEmpty, match.output.3?.lowercased() == "ib" { return nil }
    guard let number = Int(match.output.1),
      let power = ["", "k", "m", "g", "t"].firstIndex(of: unit)
    else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (10 * power))
    if overflow { return nil }
    self.bytes = bytes
  }
}
