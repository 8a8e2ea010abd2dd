/// What is going to happen, the soonest first; of what happens at once, the first to be planned.
struct Timeline<Happening> {
  private struct Entry {
    var at: Int
    var order: Int
    var happening: Happening

    func comesBefore(_ other: Entry) -> Bool { (at, order) < (other.at, other.order) }
  }

  /// A binary heap.
  private var heap: [Entry] = []
  private var planned = 0
  /// Nanoseconds.
  private(set) var now = 0

  mutating func plan(in delay: Int, _ happening: Happening) {
    heap.append(Entry(at: now + max(0, delay), order: planned, happening: happening))
    planned += 1
    var child = heap.count - 1
    while child > 0, heap[child].comesBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Moves the clock to the next happening.
  mutating func next() -> Happening? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    now = first.at
    guard !heap.isEmpty else { return first.happening }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].comesBefore(heap[child]) { child += 1 }
      guard heap[child].comesBefore(heap[parent]) else { break }
      heap.swapAt(child, parent)
      parent = child
    }
    return first.happening
  }
}
