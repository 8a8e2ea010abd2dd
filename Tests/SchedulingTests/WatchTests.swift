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
    #expect(rule.limit(files: 10) == nil)
    for _ in 0..<100 { rule.record(files: 10, run: .milliseconds(20)) }
    #expect(rule.limit(files: 10) == .seconds(10))
    for _ in 0..<100 { rule.record(files: 10, run: .seconds(20)) }
    let limit = try #require(rule.limit(files: 10))
    #expect(limit >= .seconds(60) && limit <= .seconds(68))
    rule.startOver()
    #expect(rule.limit(files: 10) == nil)
  }

  @Test("a larger mini-batch may take longer in proportion, a smaller one as long as any")
  func stuckBySize() throws {
    var rule = StuckRule()
    for _ in 0..<100 { rule.record(files: 5, run: .milliseconds(1500)) }
    let large = try #require(rule.limit(files: 50))
    #expect(large >= .seconds(45) && large <= .seconds(51))
    for _ in 0..<100 { rule.record(files: 50, run: .seconds(15)) }
    #expect(try #require(rule.limit(files: 1)) >= .seconds(45))
  }

  @Test("what passes while nobody looks counts against nobody")
  func lateLooks() {
    var looks = LateLooks()
    for tenth in 0...20 { looks.look(at: .milliseconds(100 * tenth), every: .milliseconds(100)) }
    #expect(looks.missed(since: .zero) == .zero)
    // Six seconds frozen, and a little late as machines are.
    looks.look(at: .milliseconds(8_100), every: .milliseconds(100))
    looks.look(at: .milliseconds(8_500), every: .milliseconds(100))
    #expect(looks.missed(since: .milliseconds(500)) == .seconds(6))
    #expect(looks.missed(since: .milliseconds(2_050)) == .seconds(6))
    #expect(looks.missed(since: .milliseconds(8_000)) == .milliseconds(100))
    #expect(looks.missed(since: .milliseconds(8_200)) == .zero)
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
