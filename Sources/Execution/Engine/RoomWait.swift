/// What waits for room on a full disk.
struct RoomWait {
  /// Groups that found no room, and everything that was handed over after them, in that order.
  private(set) var groups: [CommitGroup] = []
  /// The script found no room, and there is none yet.
  var holdsScript = false
  /// The results are all there, but there is no room to put the rows into order.
  var holdsOrdering = false
  /// The operator does not want to wait for anything any more.
  private(set) var isGivenUp = false
  /// Results found no room, and nobody waited for it: what the counts say of them is not recorded.
  private(set) var hasLostResults = false

  var isOver: Bool { groups.isEmpty && !holdsScript }

  /// Keeps a group, unless nobody waits.
  ///
  /// - Returns: Whether it is the first that is kept.
  mutating func keep(_ group: CommitGroup) -> Bool {
    guard !isGivenUp else {
      hasLostResults = hasLostResults || group.holdsResults
      return false
    }
    groups.append(group)
    return groups.count == 1
  }

  /// The oldest group is recorded.
  mutating func recordedOldest() { groups.removeFirst() }

  /// A resume scores again what could not be recorded.
  mutating func giveUp() {
    isGivenUp = true
    hasLostResults = hasLostResults || groups.contains { $0.holdsResults }
    groups = []
  }
}
