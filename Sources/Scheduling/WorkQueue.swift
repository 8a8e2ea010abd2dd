/// The files that wait: for the first time, or for another attempt.
///
/// Which comes next, in this order:
/// 1. what came back from a worker, latest first, so that one bad mini-batch is taken apart to the
///    end before the next and the list stays as short as the splitting is deep;
/// 2. fresh files in manifest order, `miniBatchSize` at a time.
struct WorkQueue: Sendable {
  private var returned: [MiniBatch] = []
  /// In descending order, so that the next range is the last element.
  private var fresh: [FileRange]
  private(set) var freshFileCount: Int
  private(set) var returnedFileCount = 0
  private var nextDispatch: UInt64 = 1

  /// - Parameter pending: Disjoint ranges in ascending order.
  init(pending: [FileRange]) {
    fresh = pending.reversed()
    freshFileCount = pending.reduce(0) { $0 + $1.count }
  }

  var isEmpty: Bool { returned.isEmpty && fresh.isEmpty }

  /// Takes the next mini-batch out, with a new dispatch number.
  mutating func next(miniBatchSize: Int) -> MiniBatch? {
    defer { nextDispatch += 1 }
    if var miniBatch = returned.popLast() {
      returnedFileCount -= miniBatch.files.count
      miniBatch.dispatch = nextDispatch
      return miniBatch
    }
    guard let range = fresh.popLast() else { return nil }
    let taken = FileRange(first: range.first, count: min(miniBatchSize, range.count))
    if taken.count < range.count {
      fresh.append(FileRange(first: taken.end, count: range.count - taken.count))
    }
    freshFileCount -= taken.count
    return MiniBatch(dispatch: nextDispatch, files: taken)
  }

  /// Puts a mini-batch back, before everything else that waits.
  mutating func putBack(_ miniBatch: MiniBatch) {
    returned.append(miniBatch)
    returnedFileCount += miniBatch.files.count
  }

  /// Puts both halves back, the first to be taken first.
  mutating func putBackHalves(of miniBatch: MiniBatch) {
    let (first, second) = miniBatch.files.halves()
    for half in [second, first] {
      putBack(MiniBatch(dispatch: 0, files: half, hasLostWorker: miniBatch.hasLostWorker))
    }
  }
}
