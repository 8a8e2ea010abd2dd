import Scheduling
import Testing

@Suite("The watch over running mini-batches")
struct WatchTests {
  @Test(
    "a percentile is at most an eighth too high",
    arguments: [0.5, 0.9, 0.99, 1])
  func percentiles(fraction: Double) throws {
    var times = RunTimes()
    for n in 1...1000 { times.record(.microseconds(n * n)) }
    let exact = Duration.microseconds(
      Int((fraction * 1000).rounded(.up)) * Int((fraction * 1000).rounded(.up)))
    let found = try #require(times.percentile(fraction))
    #expect(found >= exact)
    #expect(found <= exact * 1.13)
  }

  @Test("times of any length have a bucket")
  func extremes() {
    var times = RunTimes()
    times.record(.zero)
    #expect(times.percentile(1) == .zero)
    times.record(.seconds(1 << 40))
    #expect(times.percentile(1).map { $0 > .seconds(1 << 32) } == true)
  }

  @Test("what is recorded now outweighs what was long ago")
  func forgetting() throws {
    var times = RunTimes()
    for _ in 0..<20_000 { times.record(.seconds(1)) }
    for _ in 0..<20_000 { times.record(.milliseconds(1)) }
    #expect(try #require(times.percentile(0.6)) < .milliseconds(2))
  }

  @Test("a mini-batch is stuck after 3 × p99, but not before 10 s")
  func stuck() throws {
    var rule = StuckRule()
    #expect(rule.limit == nil)
    for _ in 0..<100 { rule.record(run: .milliseconds(20)) }
    #expect(rule.limit == .seconds(10))
    for _ in 0..<100 { rule.record(run: .seconds(20)) }
    let limit = try #require(rule.limit)
    #expect(limit >= .seconds(60) && limit <= .seconds(68))
    rule.startOver()
    #expect(rule.limit == nil)
  }

  @Test("bytes are believed once they predict the time better, though counts never vary")
  func measure() {
    var byBytes = WorkMeasure()
    var byFiles = WorkMeasure()
    for n in 1...60 {
      let bytes = n * 7919 % 1000 + 1
      byBytes.record(files: 10, bytes: bytes, run: .milliseconds(bytes))
      byFiles.record(files: 10, bytes: bytes, run: .milliseconds(500))
      if n < 20 { #expect(byBytes.unit == .files) }
    }
    #expect(byBytes.unit == .bytes)
    #expect(byFiles.unit == .files)
    #expect(isAbout(byBytes.expectedRun(files: 10, bytes: 100), .milliseconds(100)))
    #expect(isAbout(byFiles.expectedRun(files: 1, bytes: 100), .milliseconds(50)))
  }
}

/// Within a millionth.
private func isAbout(_ found: Duration?, _ expected: Duration) -> Bool {
  found.map { abs($0 / expected - 1) < 1e-6 } ?? false
}

@Suite("Progress")
struct ProgressTests {
  private func amount(_ files: Int, _ bytes: Int) -> ProgressMeter.Amount {
    ProgressMeter.Amount(files: files, bytes: bytes)
  }

  @Test("the fraction counts files until bytes tell more, and never falls")
  func fraction() {
    var progress = ProgressMeter()
    // Nine tenths of the files, small ones first: a tenth of the bytes.
    progress.sample(settled: amount(900, 100), total: amount(1000, 1000), at: .seconds(1))
    #expect(progress.fraction == 0.9)
    for n in 1...60 { progress.record(amount(10, n), run: .milliseconds(n)) }
    #expect(progress.unit == .bytes)
    progress.sample(settled: amount(901, 110), total: amount(1000, 1000), at: .seconds(2))
    #expect(progress.fraction == 0.9)
    progress.sample(settled: amount(990, 950), total: amount(1000, 1000), at: .seconds(3))
    #expect(progress.fraction == 0.95)
  }

  @Test("it is whole when all files are settled, and not before")
  func whole() {
    var progress = ProgressMeter()
    for n in 1...60 { progress.record(amount(10, n), run: .milliseconds(n)) }
    progress.sample(settled: amount(9, 1000), total: amount(10, 1000), at: .seconds(1))
    #expect(progress.fraction < 1)
    progress.sample(settled: amount(10, 1000), total: amount(10, 1000), at: .seconds(2))
    #expect(progress.fraction == 1)
  }

  @Test("nothing is said of a whole that is not known yet")
  func listing() {
    var progress = ProgressMeter()
    progress.sample(settled: amount(10, 10), total: nil, at: .seconds(1))
    #expect(progress.fraction == 0)
  }

  @Test("the time left follows the rate, but not below what the longest mini-batch needs")
  func timeLeft() {
    var progress = ProgressMeter()
    for _ in 1...10 { progress.record(amount(10, 100), run: .seconds(20)) }
    for second in 0...4 {
      progress.sample(
        settled: amount(second * 10, second * 100), total: amount(1000, 10_000),
        at: .seconds(second))
    }
    #expect(progress.filesPerSecond == 10)
    #expect(isAbout(progress.timeLeft(left: amount(960, 9600), running: []), .seconds(96)))
    let running = [
      ProgressMeter.Running(amount: amount(10, 100), elapsed: .seconds(5)),
      ProgressMeter.Running(amount: amount(10, 100), elapsed: .seconds(19)),
    ]
    #expect(isAbout(progress.timeLeft(left: amount(20, 200), running: running), .seconds(15)))
    #expect(progress.timeLeft(left: amount(0, 0), running: []) == .zero)
  }

  @Test("a job that does not move has no time left to tell")
  func stalled() {
    #expect(ProgressMeter().timeLeft(left: amount(5, 5), running: []) == nil)
    var progress = ProgressMeter()
    for _ in 1...10 { progress.record(amount(10, 100), run: .seconds(20)) }
    func left(elapsed: Duration) -> Duration? {
      let running = ProgressMeter.Running(amount: amount(10, 100), elapsed: elapsed)
      return progress.timeLeft(left: amount(10, 100), running: [running])
    }
    #expect(isAbout(left(elapsed: .seconds(15)), .seconds(5)))
    // It takes longer than any before: when it ends nobody knows.
    #expect(left(elapsed: .seconds(60)) == nil)
  }
}
