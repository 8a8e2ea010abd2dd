import Scheduling

/// What a simulated job and its world are like, drawn from a seed or given by shape.
package struct Scenario: Sendable {
  var seed: UInt64
  var rules: JobRules
  var files: ModelFiles
  /// Files that become known at once.
  var listingBlock: Int
  /// Mean time of `run()` per file, nanoseconds.
  var runPerFile: Int
  /// `retry_settings.timeout`, nanoseconds.
  var timeout = 30_000_000_000
  /// Bytes that one worker, and all together, may use; a mini-batch uses its bytes.
  var workerMemory: Int?
  var hostMemory: Int?

  // Of each, one in so many; 0 means never.
  var killOdds = 0
  var initFailureOdds = 0
  /// Of mini-batches in a process that has run others: it is full, and stays so.
  var leakOdds = 0
  /// Of answers: come again later.
  var repeatOdds = 0
  /// Of mini-batches: return fewer items than files.
  var shortfallOdds = 0

  // Mean time between two of each, nanoseconds; nil means never.
  var operatorEvery: Int?
  var diskFullEvery: Int?
  var crashEvery: Int?
  var mayCancel = false

  /// Whether sums and hands are recounted after each event rather than now and then.
  package var auditsEachEvent = true

  private init(seed: UInt64, rules: JobRules, files: ModelFiles) {
    self.seed = seed
    self.rules = rules
    self.files = files
    listingBlock = files.count
    runPerFile = 1_000_000
  }

  /// A small job in a world with some of everything.
  package init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = random.happens(oneIn: 4) ? random.pick(0...20) : random.pick(20...1500)
    let kinds: [[ModelFiles.Nature]] = [
      [], [], [.raises], [.raises, .flaky], [.hangs], [.crashes], [.bomb, .raises],
      [.raises, .hangs, .crashes, .bomb, .flaky, .unreadable],
    ]
    var natures = kinds[random.pick(0...kinds.count - 1)]
    let hasSizes = natures.contains(.bomb) || random.happens(oneIn: 3)
    if hasSizes, random.happens(oneIn: 6) { natures.append(.unreadable) }
    let spacing = [1, 2, 5, 20, 60, 300][random.pick(0...5)]
    let rules = JobRules(
      miniBatchSize: random.pick(1...60), workers: random.pick(1...10),
      errorThreshold: random.happens(oneIn: 3) ? random.pick(0...30) : nil,
      maxRetries: random.pick(0...3), isolation: !random.happens(oneIn: 8),
      needsRows: !random.happens(oneIn: 5),
      miniBatchBytes: hasSizes && random.happens(oneIn: 3) ? random.pick(1...200) : nil,
      order: hasSizes && random.happens(oneIn: 2) ? .largestFirst : .path)
    self.init(
      seed: seed, rules: rules,
      files: ModelFiles(
        count: count, seed: random.next(), natures: natures, spacing: spacing, hasSizes: hasSizes))
    listingBlock = random.happens(oneIn: 2) ? max(1, count) : random.pick(1...200)
    self.files.sortedWithin = rules.order == .largestFirst ? listingBlock : nil
    runPerFile = [1_000, 50_000, 2_000_000, 40_000_000, 300_000_000][random.pick(0...4)]
    if hasSizes, natures.contains(.bomb) || random.happens(oneIn: 2) {
      // The largest good file, 1000 bytes, fits; not many of them beside each other do.
      workerMemory = random.pick(1000...1500)
      hostMemory = random.pick(1500...4000)
    }
    killOdds = [0, 0, 0, 1000, 60][random.pick(0...4)]
    initFailureOdds = [0, 0, 0, 10, 2][random.pick(0...4)]
    repeatOdds = [0, 0, 20][random.pick(0...2)]
    shortfallOdds = [0, 0, 50][random.pick(0...2)]
    // So much apart that a worker can get through `init()`, and a little further, now and then.
    let wholeRun = max(500_000_000, count * runPerFile / rules.workers)
    operatorEvery = [nil, nil, wholeRun / 20, wholeRun / 8][random.pick(0...3)]
    diskFullEvery = [nil, nil, wholeRun / 3][random.pick(0...2)]
    crashEvery = [nil, nil, wholeRun / 2, wholeRun][random.pick(0...3)]
    mayCancel = random.happens(oneIn: 10)
    leakOdds = [0, 0, 40, 5, 1][random.pick(0...4)]
  }

  /// A large job with a bad file now and then.
  package init(workers: Int, files: Int, miniBatchSize: Int, seed: UInt64 = 1) {
    self.init(
      seed: seed, rules: JobRules(miniBatchSize: miniBatchSize, workers: workers),
      files: ModelFiles(
        count: files, seed: seed, natures: [.raises, .crashes, .hangs],
        spacing: max(1, min(100_000, files / 10)), hasSizes: false))
    listingBlock = 65_536
    killOdds = 100_000
    operatorEvery = 10_000_000_000
    auditsEachEvent = false
  }
}
