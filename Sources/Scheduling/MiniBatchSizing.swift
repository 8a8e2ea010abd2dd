/// How many of the fresh files the next mini-batch takes.
///
/// The least of:
/// 1. what is asked (`mini_batch_size`), or half of a mini-batch that ran out of memory;
/// 2. `mini_batch_bytes`;
/// 3. with largest-first order, `bytes left ÷ (8 × workers)`: the giants go out one by one, and what
///    goes out last is small;
/// 4. at the tail, `⌈files left ÷ (2 × workers)⌉`.
///
/// Points 3 and 4 are for several workers. The tail begins only when all files are listed, isolation is
/// on, and a mini-batch of the full size is known to take 10 ms or more. A script sees a shorter last
/// mini-batch on Azure too, so shorter ones are legal; but each one costs the script what it does once
/// per call, and all that it can save is one mini-batch's time at the very end. Below 10 ms nobody sees
/// that. Before the first result, and with Azure's own accounting, a job of n files has exactly
/// `⌈n ÷ mini_batch_size⌉` mini-batches.
struct MiniBatchSizing: Sendable {
  /// From here on a full mini-batch makes the tail worth shrinking.
  static let tailRun = Duration.milliseconds(10)

  /// Files, as the operator wants it.
  private(set) var asked: Int
  /// Files, at most half of what ran out of memory; nil while nothing has.
  private(set) var memoryCeiling: Int?
  private let bytesAsked: Int?
  private let isGuided: Bool
  private let mayShrink: Bool

  init(rules: JobRules) {
    asked = rules.miniBatchSize
    bytesAsked = rules.miniBatchBytes
    isGuided = rules.order == .largestFirst
    mayShrink = rules.isolation
  }

  /// Files in a mini-batch now, the tail aside.
  var inForce: Int { min(asked, memoryCeiling ?? asked) }

  /// The operator's word lifts what memory had imposed.
  mutating func ask(_ size: Int) {
    asked = size
    memoryCeiling = nil
  }

  /// A mini-batch of `count` files ran out of memory.
  mutating func ranOutOfMemory(count: Int) {
    memoryCeiling = max(1, min(inForce, count / 2))
  }

  /// Files and bytes that the next mini-batch may hold, each at least 1, when `left` has not been sent.
  ///
  /// It may be the tail when nothing more will be listed and a full mini-batch takes `tailRun` or more.
  func limits(
    left: FreshFiles, workers: Int, isTail: Bool
  ) -> (files: Int, bytes: Int) {
    var files = inForce
    if isTail, mayShrink, workers > 1 {
      files = min(files, max(1, (left.fileCount + 2 * workers - 1) / (2 * workers)))
    }
    var bytes = bytesAsked ?? .max
    if isGuided, workers > 1 { bytes = min(bytes, max(1, left.bytes / (8 * workers))) }
    return (files, bytes)
  }

  /// How many mini-batches the files that are left make, roughly; never 0 while there are some.
  func count(in left: FreshFiles) -> Int {
    // As many as there are workers to share the bytes.
    if isGuided { return left.fileCount }
    let byFiles = (left.fileCount + inForce - 1) / inForce
    guard let bytesAsked else { return byFiles }
    return max(byFiles, min(left.fileCount, left.bytes / bytesAsked))
  }
}
