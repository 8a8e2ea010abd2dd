import Scheduling

/// What a simulated job has recorded, and the proof that it did so once for each file.
struct ModelLedger {
  /// A group of results on its way to the disk.
  private struct Group {
    var results: [Result] = []
  }

  private struct Result {
    var files: FileRange
    /// Nil for failed files.
    var items: Int?
  }

  private enum Mark {
    static let none: UInt8 = 0
    static let scored: UInt8 = 1
    static let failed: UInt8 = 2
    /// Set while a process has the file.
    static let inHand: UInt8 = 4
  }

  private var marks: [UInt8]
  private var open = Group()
  private var handedOver: [Group] = []
  private var recorded: [Result] = []
  private(set) var filesScored = 0
  private(set) var filesFailed = 0
  private var filesInHand = 0
  /// Items that run() did not return.
  private(set) var itemsUnreported = 0

  init(files: Int) { marks = Array(repeating: Mark.none, count: files) }

  var groupsOut: Int { handedOver.count }
  var isEmpty: Bool { open.results.isEmpty && handedOver.isEmpty }
  var hasOpenGroup: Bool { !open.results.isEmpty }

  // MARK: - Files

  mutating func takeInHand(_ files: FileRange) throws(Violation) {
    for file in files.first..<files.end {
      guard marks[file] == Mark.none else {
        throw Violation("file \(file) is sent though it \(meaning(of: marks[file]))")
      }
      marks[file] = Mark.inHand
    }
    filesInHand += files.count
  }

  mutating func letGo(_ files: FileRange) {
    for file in files.first..<files.end where marks[file] & Mark.inHand != 0 {
      marks[file] &= ~Mark.inHand
      filesInHand -= 1
    }
  }

  /// How many of so many files wait: they have no result, and no worker has them.
  func waitingCount(of listed: Int) -> Int { listed - filesScored - filesFailed - filesInHand }

  mutating func commit(_ files: FileRange, items: Int) throws(Violation) {
    try settle(files, Mark.scored)
    open.results.append(Result(files: files, items: items))
    filesScored += files.count
    itemsUnreported += max(0, files.count - items)
  }

  mutating func fail(_ files: FileRange) throws(Violation) {
    try settle(files, Mark.failed)
    open.results.append(Result(files: files, items: nil))
    filesFailed += files.count
  }

  private mutating func settle(_ files: FileRange, _ mark: UInt8) throws(Violation) {
    for file in files.first..<files.end {
      guard marks[file] == Mark.none else {
        throw Violation("file \(file) is settled though it \(meaning(of: marks[file]))")
      }
      marks[file] = mark
    }
  }

  private func meaning(of mark: UInt8) -> String {
    switch mark {
    case Mark.scored: "is scored"
    case Mark.failed: "has failed"
    default: "is in a worker's hands"
    }
  }

  func isScored(_ file: Int) -> Bool { marks[file] == Mark.scored }

  /// The first file without a result.
  var unsettled: Int? { marks.firstIndex { $0 & (Mark.scored | Mark.failed) == 0 } }

  // MARK: - The disk

  mutating func handOver() {
    guard hasOpenGroup else { return }
    handedOver.append(open)
    open = Group()
  }

  /// The oldest group is on the disk.
  mutating func recordOldest() {
    guard !handedOver.isEmpty else { return }
    recorded += handedOver.removeFirst().results
  }

  /// The runner is gone, and with it all that was not on the disk.
  mutating func crash() {
    for group in handedOver + [open] {
      for result in group.results {
        for file in result.files.first..<result.files.end { marks[file] = Mark.none }
        if let items = result.items {
          filesScored -= result.files.count
          itemsUnreported -= max(0, result.files.count - items)
        } else {
          filesFailed -= result.files.count
        }
      }
    }
    for file in marks.indices { marks[file] &= ~Mark.inHand }
    filesInHand = 0
    handedOver = []
    open = Group()
  }

  /// What putting the rows into the order of the input relies on: those of each recorded mini-batch follow
  /// those of the one before it in the input, and all are there.
  func checkRows() throws(Violation) {
    var (end, count) = (0, 0)
    let scored = recorded.filter { $0.items != nil }.map(\.files)
    for files in scored.sorted(by: { $0.first < $1.first }) {
      guard files.first >= end else { throw Violation("\(files) has rows of files before \(end)") }
      (end, count) = (files.end, count + files.count)
    }
    guard count == filesScored else {
      throw Violation("rows of \(count) files are recorded, and \(filesScored) were scored")
    }
  }

  /// What a new runner finds.
  func settled() -> (counts: JobStateMachine.Counts, pending: [FileRange]) {
    var counts = JobStateMachine.Counts()
    counts.filesTotal = marks.count
    for result in recorded {
      counts.miniBatchesDone += 1
      if let items = result.items {
        counts.filesSucceeded += result.files.count
        counts.itemsReturned += items
        counts.itemsUnreported += max(0, result.files.count - items)
      } else {
        counts.filesFailed += result.files.count
      }
    }
    return (counts, FileRange(first: 0, count: marks.count).gaps(around: recorded.map(\.files)))
  }
}
