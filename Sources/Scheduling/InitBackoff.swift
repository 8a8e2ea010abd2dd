/// How long a worker slot waits after its process failed to get through `init()`.
///
/// `0.1 s × 2ⁿ⁻¹`, at most 10 s, where n is how many failed in a row:
///
/// | n  | 1   | 2   | 3   | 4   | 5   | 6   | 7   | 8 and more |
/// |----|-----|-----|-----|-----|-----|-----|-----|------------|
/// | s  | 0.1 | 0.2 | 0.4 | 0.8 | 1.6 | 3.2 | 6.4 | 10         |
package enum InitBackoff {
  package static func delay(afterFailures failures: Int) -> Duration {
    guard failures < 8 else { return .seconds(10) }
    return .milliseconds(100 << max(0, failures - 1))
  }
}
