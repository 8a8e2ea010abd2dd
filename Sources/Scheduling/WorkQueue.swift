/// The files that wait: for the first time, or for another attempt.
///
/// Which comes next, in this order:
/// 1. what ran out of memory, once there is room and a new process for it (`JobStateMachine` knows);
/// 2. what came back from a worker, latest first, so that one bad mini-batch is taken apart to the
///    end before the next and the list stays as short as the splitting is deep;
/// 3. fresh files in manifest order, cut to the present limits;
/// 4. what `EarlyStop` made wait for the fresh files.
struct WorkQueue: Sendable {
  private(set) var fresh = FreshFiles()
  private var returned: [MiniBatch] = []
  private var waitingForMemory: [MiniBatch] = []
  private var setAside: [MiniBatch] = []
  private let sizes: (any FileSizes)?
  /// The number of the next sending.
  private(set) var nextDispatch: UInt64 = 1
  private var nextOrigin = 0
  /// Files that are not fresh.
  private(set) var returnedFileCount = 0

  init(sizes: (any FileSizes)?) {
    self.sizes = sizes
  }

  /// Whether nothing waits.
  var isEmpty: Bool { fresh.isEmpty && returnedFileCount == 0 }

  /// Mini-batches that wait for memory.
  var memoryRetryCount: Int { waitingForMemory.count }

  /// How many workers the job gave up for those files.
  var workersGivenUp: Int { waitingForMemory.reduce(0) { $0 + $1.workersGivenUp } }

  /// Mini-batches that are not fresh.
  var returnedCount: Int { returned.count + waitingForMemory.count + setAside.count }

  /// Adds fresh files of `bytes` together.
  mutating func add(_ pending: [FileRange], bytes: Int) {
    fresh.add(pending, bytes: bytes)
  }

  /// Takes what ran out of memory out, with a new dispatch number.
  mutating func nextMemoryRetry() -> MiniBatch? {
    waitingForMemory.popLast().map { number($0) }
  }

  /// Takes the next mini-batch out that does not wait for memory, with a new dispatch number; nil when there
  /// is none. `limits` says what a mini-batch of fresh files may hold.
  mutating func next(
    limits: (files: Int, bytes: Int), _ earlyStop: EarlyStop
  ) -> MiniBatch? {
    while let miniBatch = returned.popLast() {
      guard earlyStop.shouldWait(miniBatch) else { return number(miniBatch) }
      setAside.append(miniBatch)
    }
    if let (range, bytes) = fresh.take(files: limits.files, bytes: limits.bytes, sizes: sizes) {
      var miniBatch = MiniBatch(dispatch: nextDispatch, files: range, bytes: bytes)
      miniBatch.isFresh = true
      miniBatch.origin = nextOrigin
      nextOrigin += 1
      nextDispatch += 1
      return miniBatch
    }
    return setAside.popLast().map { number($0) }
  }

  private mutating func number(_ returned: MiniBatch) -> MiniBatch {
    returnedFileCount -= returned.files.count
    var miniBatch = returned
    miniBatch.dispatch = nextDispatch
    nextDispatch += 1
    return miniBatch
  }

  /// Takes back what no worker has begun: fresh files to their place, anything else to be the next.
  mutating func putBackUnbegun(_ miniBatch: MiniBatch) {
    if miniBatch.isFresh {
      fresh.add(miniBatch.files, bytes: miniBatch.bytes)
    } else {
      putBack(miniBatch)
    }
  }

  /// Puts a mini-batch that a worker has begun back, to be the next.
  mutating func putBack(_ miniBatch: MiniBatch) {
    var again = miniBatch
    again.isFresh = false
    returned.append(again)
    returnedFileCount += again.files.count
  }

  /// Puts a mini-batch back that is to run in a new process, once there is memory for it.
  mutating func putBackForMemory(_ miniBatch: MiniBatch) {
    var again = miniBatch
    again.isFresh = false
    waitingForMemory.append(again)
    returnedFileCount += again.files.count
  }

  /// Puts both halves back, to be the next. They are as suspect of ending workers as the whole was,
  /// unless `forgivesLossAlone` and it is a single file.
  mutating func putBackHalves(
    of miniBatch: MiniBatch, secondFirst: Bool, forgivesLossAlone: Bool
  ) {
    let (first, second) = miniBatch.files.halves()
    for files in secondFirst ? [first, second] : [second, first] {
      var half = miniBatch
      half.files = files
      if forgivesLossAlone, files.count == 1 { half.hasLostWorker = false }
      half.bytes = sizes?.bytes(of: files) ?? 0
      putBack(half)
    }
  }
}
