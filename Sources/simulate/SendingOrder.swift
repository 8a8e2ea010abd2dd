import Scheduling

/// The files that no worker has begun, which must go out in the order of the list; kept apart from what the
/// state machine makes of it.
struct SendingOrder {
  /// Disjoint, the first in the list last: what changes is near the end of the array.
  private var waiting: [FileRange] = []
  private(set) var fileCount = 0
  private(set) var bytes = 0
  /// Sent as fresh and not begun, by dispatch.
  private var sent: Set<UInt64> = []
  private let files: ModelFiles

  init(files: ModelFiles) { self.files = files }

  mutating func add(_ range: FileRange) {
    guard range.count > 0 else { return }
    waiting.insert(range, at: place(of: range.first))
    fileCount += range.count
    bytes += files.bytes(of: range)
  }

  /// The mini-batch is sent.
  ///
  /// - Returns: Whether its files are fresh.
  mutating func send(_ miniBatch: MiniBatch) throws(Violation) -> Bool {
    let files = miniBatch.files
    guard isWaiting(files.first) else {
      if let file = (files.first..<files.end).first(where: isWaiting) {
        throw Violation("\(miniBatch) has files that came back and file \(file), which is fresh")
      }
      return false
    }
    guard waiting.last?.first == files.first else {
      throw Violation(
        "\(miniBatch) is sent before file \(waiting.last?.first ?? -1), which is earlier in the list"
      )
    }
    try take(files)
    sent.insert(miniBatch.dispatch)
    return true
  }

  /// A worker has begun it.
  mutating func begin(_ miniBatch: MiniBatch) { sent.remove(miniBatch.dispatch) }

  /// It has come back; if nobody had begun it, its files are fresh again.
  mutating func comeBack(_ miniBatch: MiniBatch) {
    if sent.remove(miniBatch.dispatch) != nil { add(miniBatch.files) }
  }

  /// These have failed without being begun, as the operator wished.
  mutating func drop(_ files: FileRange) throws(Violation) {
    guard isWaiting(files.first) else { return }
    let index = place(of: files.first)
    guard index < waiting.count, waiting[index] == files else {
      throw Violation("\(files) fails, and other files beside it were never sent")
    }
    waiting.remove(at: index)
    count(out: files)
  }

  /// Takes files out from the front, which may lie in several ranges.
  private mutating func take(_ files: FileRange) throws(Violation) {
    var next = files.first
    while next < files.end {
      guard let range = waiting.last, range.first == next else {
        throw Violation("\(files) is sent, and file \(next) of it is not to be sent")
      }
      waiting.removeLast()
      let end = min(range.end, files.end)
      if end < range.end { waiting.append(FileRange(first: end, count: range.end - end)) }
      next = end
    }
    count(out: files)
  }

  private mutating func count(out range: FileRange) {
    fileCount -= range.count
    bytes -= files.bytes(of: range)
  }

  private func isWaiting(_ file: Int) -> Bool {
    let index = place(of: file)
    return index < waiting.count && waiting[index].end > file
  }

  /// Where the last range begins or would, of those that begin at or before a file.
  private func place(of file: Int) -> Int {
    var (low, high) = (0, waiting.count)
    while low < high {
      let middle = (low + high) / 2
      if waiting[middle].first > file { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
