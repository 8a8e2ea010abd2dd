/// Whether a job is worth going on with: a script that cannot score anything is found out by a few
/// mini-batches, not by the whole input.
///
/// A mini-batch speaks against the job once one of its files has failed for good, standing alone. It does so
/// once, however many of its files fail: a mini-batch full of bad files says as much as one bad file.
/// While nothing has succeeded the rest of it waits until fresh files have been tried, and each mini-batch is
/// taken apart towards another of its files, so that a bad file at the same place in every mini-batch does
/// not stop a job whose other files are fine.
struct EarlyStop: Sendable {
  /// Whether the job can still be stopped early: nothing has succeeded, and success is asked for.
  private(set) var isWatching: Bool
  private var barren: Set<Int> = []

  init(rules: JobRules) {
    isWatching = rules.needsRows
  }

  /// `run()` returned once: the script works.
  mutating func sawSuccess() {
    guard isWatching else { return }
    isWatching = false
    barren = []
  }

  mutating func sawFailure(of miniBatch: MiniBatch) {
    if isWatching { barren.insert(miniBatch.origin) }
  }

  /// How many mini-batches speak against the job; nil if that is not enough to stop it.
  ///
  /// Enough is `max(10, 3 × workers)`.
  func verdict(workers: Int) -> Int? {
    isWatching && barren.count >= max(10, 3 * workers) ? barren.count : nil
  }

  /// Whether fresh files are to be tried before this one.
  func shouldWait(_ miniBatch: MiniBatch) -> Bool {
    isWatching && barren.contains(miniBatch.origin)
  }

  /// Whether the second half of a mini-batch is to go first when it is split.
  ///
  /// A bit of the multiplicatively hashed number of the mini-batch (Knuth, TAOCP 6.4), another one for each
  /// depth, so that different mini-batches are searched at different places.
  func secondHalfFirst(_ miniBatch: MiniBatch) -> Bool {
    guard isWatching else { return false }
    let hash = UInt64(truncatingIfNeeded: miniBatch.origin) &* 0x9E37_79B9_7F4A_7C15
    return (hash >> UInt64(miniBatch.files.count.leadingZeroBitCount)) & 1 == 1
  }
}
