import Glibc
import Scheduling
import Testing

@Suite("Splitting the work")
struct SplittingTests {
  /// Sizes as given.
  private struct Sizes: FileSizes {
    var sizes: [Int]

    func front(of range: FileRange, within limit: Int) -> (count: Int, bytes: Int) {
      var (count, bytes) = (0, 0)
      for size in sizes[range.first..<range.end] {
        if count > 0, bytes + size > limit { break }
        (count, bytes) = (count + 1, bytes + size)
      }
      return (count, bytes)
    }
  }

  @Test("a mini-batch holds no more bytes than asked, but at least one file")
  func bytes() throws {
    let sizes = Sizes(sizes: [10, 10, 30, 5, 5, 5])
    var job = try TestJob.running(
      files: 6, JobRules(miniBatchSize: 4, workers: 1, miniBatchBytes: 20), sizes: sizes)
    #expect(try cuts(&job) == [[0, 2], [2, 1], [3, 3]])
  }

  @Test("largest first, giants go out alone and the rest evens out")
  func guided() throws {
    // 15 bytes each for 4 giants, then 60 files of 1 byte: 120 bytes, 2 workers.
    let sizes = Sizes(sizes: Array(repeating: 15, count: 4) + Array(repeating: 1, count: 60))
    var job = try TestJob.running(
      files: 64, JobRules(miniBatchSize: 10, workers: 2, order: .largestFirst), sizes: sizes)
    let cuts = try cuts(&job)
    #expect(cuts.prefix(4) == [[0, 1], [1, 1], [2, 1], [3, 1]])
    // A sixteenth of what is left, rounded down, at least one file.
    #expect(cuts[4] == [4, 3])
    #expect(zip(cuts, cuts.dropFirst()).dropFirst(4).allSatisfy { $0[1] >= $1[1] })
    #expect(cuts.last == [63, 1])
  }

  @Test("near the end mini-batches shrink when they take long enough to matter")
  func tail() throws {
    var job = try TestJob.running(files: 40, JobRules(miniBatchSize: 10, workers: 2))
    // The first two go out before anything is known.
    #expect(
      try cuts(&job, run: .milliseconds(10)).map { $0[1] } == [10, 10, 5, 4, 3, 2, 2, 1, 1, 1, 1])
  }

  @Test(
    "quick mini-batches, and Azure's own accounting, keep their size to the end",
    arguments: [(Duration.milliseconds(9), true), (.seconds(9), false)])
  func noTail(run: Duration, isolation: Bool) throws {
    var job = try TestJob.running(
      files: 35, JobRules(miniBatchSize: 10, workers: 2, isolation: isolation))
    #expect(try cuts(&job, run: run).map { $0[1] } == [10, 10, 10, 5])
  }

  @Test("shrinking mini-batches do not talk themselves out of it by being quick")
  func steadyTail() throws {
    var job = try TestJob.running(files: 400, JobRules(miniBatchSize: 50, workers: 2))
    var counts: [Int] = []
    while job.machine.filesInFlight > 0 {
      for slot in 0..<2 where !job.machine.inFlight(slot: slot).isEmpty {
        let count = job.machine.inFlight(slot: slot)[0].files.count
        counts.append(count)
        try job.succeed(slot, run: .microseconds(220) * count)
      }
    }
    #expect(counts.reduce(0, +) == 400)
    #expect(zip(counts, counts.dropFirst()).allSatisfy(>=))
    #expect(counts.suffix(3) == [1, 1, 1])
  }

  @Test("one worker has nobody to share the tail with")
  func noTailAlone() throws {
    var job = try TestJob.running(files: 25, JobRules(miniBatchSize: 10, workers: 1))
    #expect(try cuts(&job, run: .seconds(1)).map { $0[1] } == [10, 10, 5])
  }

  @Test("a few giants are worth as many workers, whatever the mini-batch size")
  func workersForGiants() throws {
    var job = TestJob(
      JobRules(miniBatchSize: 10, workers: 4, order: .largestFirst),
      sizes: Sizes(sizes: [9, 9, 9, 9, 9]))
    try job.tell(.began)
    #expect(try job.list(5, bytes: 45) == ["start 1.1", "start 2.1", "start 3.1"])
  }

  @Test(
    "with skewed sizes the job takes hardly longer than its work shared out evenly",
    arguments: [2, 8])
  func makespan(workers: Int) throws {
    // Pareto sizes, the largest first, as the manifest has them; a byte takes a microsecond.
    let sizes = (1...5000).map { rank in Int(20_000 * pow(5000 / Double(rank), 0.9)) }
    var job = try TestJob.running(
      files: sizes.count,
      JobRules(miniBatchSize: 10, workers: workers, order: .largestFirst),
      sizes: Sizes(sizes: sizes))
    var ends: [UInt64: (at: Int, run: Int)] = [:]
    var free = Array(repeating: 0, count: workers)
    while job.machine.filesInFlight > 0 {
      for slot in 0..<workers {
        guard let running = job.machine.inFlight(slot: slot).first, ends[running.dispatch] == nil
        else { continue }
        ends[running.dispatch] = (free[slot] + running.bytes, running.bytes)
      }
      let next = (0..<workers).compactMap { slot in
        job.machine.inFlight(slot: slot).first.flatMap { ends[$0.dispatch] }.map { ($0, slot) }
      }.min { $0.0.at < $1.0.at }
      let ((at, run), slot) = try #require(next)
      try job.succeed(slot, run: .microseconds(run))
      // Whoever had nothing to do until now begins now.
      for idle in 0..<workers where idle == slot || job.machine.inFlight(slot: idle).isEmpty {
        free[idle] = at
      }
    }
    let total = sizes.reduce(0, +)
    let ideal = max(total / workers, sizes[0])
    let makespan = ends.values.reduce(0) { max($0, $1.at) }
    #expect(Double(makespan) / Double(ideal) <= 1.01)
  }

  @Test("while files are being listed nothing is known of an end")
  func noTailWhileListing() throws {
    var job = TestJob(JobRules(miniBatchSize: 10, workers: 2))
    try job.tell(.began)
    try job.ready(0)
    try job.list([FileRange(first: 0, count: 30)])
    try job.succeed(0)
    #expect(job.machine.inFlight(slot: 0)[0].files.count == 10)
  }

  @Test("mini-batches never reach over a gap")
  func gaps() throws {
    var job = TestJob(JobRules(miniBatchSize: 10, workers: 1))
    try job.tell(.began)
    try job.list([FileRange(first: 0, count: 3), FileRange(first: 5, count: 20)])
    try job.tell(.listingEnded)
    try job.ready(0)
    #expect(try cuts(&job, run: .milliseconds(1)) == [[0, 3], [5, 10], [15, 10]])
  }

  @Test("listed blocks that touch make one range")
  func blocks() throws {
    var job = TestJob(JobRules(miniBatchSize: 10, workers: 1))
    try job.tell(.began)
    for first in stride(from: 0, to: 24, by: 3) {
      try job.list([FileRange(first: first, count: 3)])
    }
    try job.tell(.listingEnded)
    try job.ready(0)
    #expect(try cuts(&job, run: .milliseconds(1)) == [[0, 10], [10, 10], [20, 4]])
  }

  /// Lets every mini-batch succeed; first file and count of each, as they were sent.
  private func cuts(
    _ job: inout TestJob, run: Duration = .milliseconds(1)
  ) throws -> [[Int]] {
    var cuts: [UInt64: [Int]] = [:]
    while job.machine.filesInFlight > 0 {
      let slots = (0..<2).filter { !job.machine.inFlight(slot: $0).isEmpty }
      for slot in slots {
        for held in job.machine.inFlight(slot: slot) {
          cuts[held.dispatch] = [held.files.first, held.files.count]
        }
      }
      let oldest = slots.min {
        job.machine.inFlight(slot: $0)[0].dispatch < job.machine.inFlight(slot: $1)[0].dispatch
      }
      try job.succeed(oldest ?? 0, run: run)
    }
    return cuts.sorted { $0.key < $1.key }.map(\.value)
  }
}
