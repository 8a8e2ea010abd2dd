/// The candidate that a misspelled name was probably meant to be; nil when none is near enough.
///
/// Near enough is one slip in three letters, at least one; case and `-` for `_` are no slips at
/// all. What two names such as `batchdeck.order` and `batchdeck.colour` share before their last
/// dots does not make them nearer.
package func nearestName(to name: String, among candidates: [String]) -> String? {
  func folded(_ name: String) -> [Character] {
    name.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }
  }
  let wanted = folded(name)
  guard !wanted.isEmpty, wanted.count <= 128 else { return nil }
  var best: (distance: Int, name: String)?
  for candidate in candidates where candidate != name {
    let letters = folded(candidate)
    let shared = sharedNamespace(wanted, letters)
    let limit = max(1, (min(wanted.count, letters.count) - shared) / 3)
    guard abs(letters.count - wanted.count) <= limit else { continue }
    let distance = editDistance(wanted, letters)
    if distance <= limit, best.map({ distance < $0.distance }) ?? true {
      best = (distance, candidate)
    }
  }
  return best?.name
}

/// How many letters two names share up to a common last dot; zero when they have none in common.
private func sharedNamespace(_ left: [Character], _ right: [Character]) -> Int {
  guard let dot = left.lastIndex(of: "."), dot == right.lastIndex(of: "."),
    left[...dot] == right[...dot]
  else { return 0 }
  return dot + 1
}

/// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string
/// alignment).
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for (row, letter) in left.enumerated() {
    var current = [row + 1]
    for (column, other) in right.enumerated() {
      var cost = min(
        last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
      if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
        cost = min(cost, beforeLast[column - 1] + 1)
      }
      current.append(cost)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}
