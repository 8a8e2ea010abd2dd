import Foundation

/// Rows under a header, each column as wide as its widest value, for people.
func columns(_ header: [String], _ rows: [[String]]) -> String {
  let all = [header] + rows
  let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
  return all.map { row in
    zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
      .joined(separator: "  ").replacing(/\s+$/, with: "")
  }.joined(separator: "\n")
}
