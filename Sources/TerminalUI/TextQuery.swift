/// Words to find in lines as they are shown. Without a capital letter case does not matter.
package struct TextQuery: Hashable, Sendable {
  private let bases: [UInt32]
  private let isCaseSensitive: Bool

  /// - Returns: nil when there is nothing to look for.
  package init?(_ words: String) {
    let cells = Array(TextCells(words))
    guard !cells.isEmpty else { return nil }
    isCaseSensitive = words.contains { $0.isUppercase }
    bases = cells.map { $0.scalars[0] }
  }

  package func matches(_ text: String) -> Bool {
    !hits(in: Array(TextCells(text))).isEmpty
  }

  /// Where it stands among the cells, from the left, without overlaps.
  func hits(in cells: [TextCell]) -> [Range<Int>] {
    guard cells.count >= bases.count else { return [] }
    let line = cells.map { isCaseSensitive ? $0.scalars[0] : Self.folded($0.scalars[0]) }
    var hits: [Range<Int>] = []
    var start = 0
    while start + bases.count <= line.count {
      if line[start] == bases[0], line[start..<start + bases.count].elementsEqual(bases) {
        hits.append(start..<start + bases.count)
        start += bases.count
      } else {
        start += 1
      }
    }
    return hits
  }

  private static func folded(_ value: UInt32) -> UInt32 {
    if value < 0x80 { return (0x41...0x5A).contains(value) ? value + 0x20 : value }
    guard let scalar = Unicode.Scalar(value) else { return value }
    let mapping = scalar.properties.lowercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping.first?.value ?? value : value
  }
}
