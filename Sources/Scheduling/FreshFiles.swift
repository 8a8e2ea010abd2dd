/// Files that no worker has begun, taken in the order of the manifest.
///
/// A binary heap of disjoint ranges: what comes back unbegun joins its neighbours again when it is taken, so
/// a change of the mini-batch size holds for it too. Both ways cost O(log ranges).
struct FreshFiles: Sendable {
  /// The least position first.
  private var heap: [FileRange] = []
  private(set) var fileCount = 0
  /// 0 where the job knows no sizes.
  private(set) var bytes = 0

  var isEmpty: Bool { heap.isEmpty }

  /// Adds ranges whose files hold `bytes` together.
  mutating func add(_ ranges: [FileRange], bytes: Int) {
    for range in ranges { add(range, bytes: 0) }
    self.bytes += bytes
  }

  mutating func add(_ range: FileRange, bytes: Int) {
    guard range.count > 0 else { return }
    push(range)
    fileCount += range.count
    self.bytes += bytes
  }

  /// Takes the first files out: one range, at most `files` of them and at most `limit` bytes, but at
  /// least one file.
  mutating func take(
    files: Int, bytes limit: Int, sizes: (any FileSizes)?
  ) -> (range: FileRange, bytes: Int)? {
    guard var range = pop() else { return nil }
    while range.count < files, let next = heap.first, next.first == range.end {
      range.count += next.count
      _ = pop()
    }
    var taken = FileRange(first: range.first, count: min(files, range.count))
    var takenBytes = 0
    if let sizes { (taken.count, takenBytes) = sizes.front(of: taken, within: limit) }
    if taken.count < range.count {
      push(FileRange(first: taken.end, count: range.count - taken.count))
    }
    fileCount -= taken.count
    bytes -= takenBytes
    return (taken, takenBytes)
  }

  private mutating func push(_ range: FileRange) {
    heap.append(range)
    var child = heap.count - 1
    while child > 0, heap[child].first < heap[(child - 1) / 2].first {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func pop() -> FileRange? {
    guard let least = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return least }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].first < heap[child].first { child += 1 }
      guard heap[child].first < heap[parent].first else { break }
      heap.swapAt(child, parent)
      parent = child
    }
    return least
  }
}
