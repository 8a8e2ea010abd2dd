package import BatchEndpoints
import CProcess

/// Looks into an input before there is a job.
extension InputListing {
  /// How often a count is told, files looked at.
  private static let countStep = 2048

  /// Counts the files of an input: a million take about a second.
  ///
  /// `report` hears of the count now and then, and once more at the end; false abandons it.
  ///
  /// - Throws: `ExecutionError.io`.
  package static func count(
    _ input: String, isTopLevelOnly: Bool, report: (InputCount) -> Bool
  ) throws {
    var count = InputCount()
    let outcome = walk(input) { entry in
      if isTopLevelOnly, entry.isNested { return true }
      count.files += 1
      count.bytes += Int(entry.size)
      return count.files % countStep != 0 || report(count)
    }
    if outcome < 0 { throw ExecutionError.io(path: input, activity: "list", errno: -outcome) }
    count.isWhole = outcome == 0
    _ = report(count)
  }

  /// Some files of an input, spread over the first of them; paths below it.
  ///
  /// Files whose names are not UTF-8 are left out.
  ///
  /// - Throws: `ExecutionError.io`.
  package static func sample(
    _ input: String, isTopLevelOnly: Bool, count: Int
  ) throws -> [String] {
    var paths: [String] = []
    let outcome = walk(input) { entry in
      if !(isTopLevelOnly && entry.isNested),
        let path = entry.path.flatMap({ String(validatingCString: $0) })
      {
        paths.append(path)
      }
      return paths.count < InputSurvey.limit
    }
    if outcome < 0 { throw ExecutionError.io(path: input, activity: "list", errno: -outcome) }
    guard paths.count > count else { return paths }
    return (0..<count).map { paths[$0 * paths.count / count] }
  }
}
