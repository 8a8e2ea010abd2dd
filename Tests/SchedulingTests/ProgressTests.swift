import Foundation
import Scheduling
import Testing

@Suite("Progress")
struct ProgressTests {
  @Test("the fraction counts files until bytes tell more, and never falls")
  func fraction() {
    var progress = ProgressMeter()
    // Nine tenths of the files, small ones first: a tenth of the bytes.
    progress.settle(amount(900, 100), of: amount(1000, 1000))
    #expect(progress.fraction == 0.9)
    for n in 1...60 { progress.record(amount(10, n), run: .milliseconds(n), at: .seconds(1)) }
    #expect(progress.unit == .bytes)
    progress.settle(amount(901, 110), of: amount(1000, 1000))
    #expect(progress.fraction == 0.9)
    progress.settle(amount(990, 950), of: amount(1000, 1000))
    #expect(progress.fraction == 0.95)
  }

  @Test("it is whole when all files are settled, and not before")
  func whole() {
    var progress = ProgressMeter()
    for n in 1...60 { progress.record(amount(10, n), run: .milliseconds(n), at: .seconds(1)) }
    progress.settle(amount(9, 1000), of: amount(10, 1000))
    #expect(progress.fraction < 1)
    progress.settle(amount(10, 1000), of: amount(10, 1000))
    #expect(progress.fraction == 1)
  }

  @Test("nothing is said of a whole that is not known yet")
  func listing() {
    var progress = ProgressMeter()
    progress.settle(amount(10, 10), of: nil)
    #expect(progress.fraction == 0)
  }

  @Test("the time left is no less than what the longest mini-batch needs")
  func tail() {
    var progress = ProgressMeter()
    progress.begin(at: .zero)
    for second in 1...10 {
      progress.record(amount(10, 100), run: .seconds(1), at: .seconds(second))
      progress.sample(running: [], at: .seconds(second))
    }
    #expect(isAbout(progress.timeLeft(left: amount(960, 9600), running: []), .seconds(96)))
    let long = ProgressMeter.Running(amount: amount(50, 500), elapsed: .seconds(1))
    let short = ProgressMeter.Running(amount: amount(10, 100), elapsed: .milliseconds(900))
    // 53 files' worth is left at 10/s, of which one worker alone must do 40 ...
    #expect(
      isAbout(
        progress.timeLeft(left: amount(64, 640), running: [long, short]), .milliseconds(4500)))
    // ... and in the end there is nothing but that.
    #expect(isAbout(progress.timeLeft(left: amount(50, 500), running: [long]), .seconds(4)))
    #expect(progress.timeLeft(left: amount(0, 0), running: []) == .zero)
  }

  @Test("nothing is said of how fast a job is before anything is known")
  func beginning() {
    var progress = ProgressMeter()
    let running = [ProgressMeter.Running(amount: amount(10, 100), elapsed: .seconds(3))]
    #expect(progress.timeLeft(left: amount(20, 200), running: running) == nil)
    progress.begin(at: .zero)
    progress.sample(running: running, at: .seconds(3))
    #expect(progress.filesPerSecond == nil)
    #expect(progress.timeLeft(left: amount(20, 200), running: running) == nil)
  }

  @Test("a job whose last mini-batch takes longer than any before has no time left to tell")
  func stalled() {
    var progress = ProgressMeter()
    progress.begin(at: .zero)
    for n in 1...10 { progress.record(amount(10, 100), run: .seconds(20), at: .seconds(n)) }
    func left(elapsed: Duration) -> Duration? {
      let running = ProgressMeter.Running(amount: amount(10, 100), elapsed: elapsed)
      return progress.timeLeft(left: amount(10, 100), running: [running])
    }
    #expect(isAbout(left(elapsed: .seconds(15)), .seconds(5)))
    #expect(left(elapsed: .seconds(60)) == nil)
  }

  @Test("a job of a tenth of a second has a rate")
  func brief() {
    var progress = ProgressMeter()
    progress.begin(at: .milliseconds(1300))
    for n in 1...10 {
      progress.record(
        amount(2, 2), run: .milliseconds(10), at: .milliseconds(1300 + 10 * n))
    }
    progress.sample(running: [], at: .milliseconds(1400))
    #expect(progress.filesPerSecond.map { abs($0 - 200) < 0.001 } == true)
  }

  @Test("what an operator's pause took is no work done slowly")
  func pause() {
    var progress = ProgressMeter()
    progress.begin(at: .zero)
    progress.record(amount(40, 40), run: .seconds(4), at: .seconds(4))
    progress.wentOn(at: .seconds(100))
    #expect(progress.filesPerSecond == nil)
    let running = [ProgressMeter.Running(amount: amount(40, 40), elapsed: .seconds(1))]
    progress.sample(running: running, at: .seconds(101))
    #expect(progress.filesPerSecond.map { abs($0 - 10) < 0.001 } == true)
  }
}

@Suite("The rate")
struct RateTests {
  @Test("it looks back over its window only")
  func window() throws {
    var meter = RateMeter()
    meter.begin(at: .zero)
    for second in 1...10 { meter.record(10, run: .milliseconds(10), at: .seconds(second)) }
    for second in 11...20 { meter.record(2, run: .milliseconds(10), at: .seconds(second)) }
    let rate = try #require(meter.perSecond(over: .seconds(5), at: .milliseconds(20_500)))
    #expect(abs(rate - 2) < 0.2)
    #expect(meter.perSecond(over: .seconds(5), at: .seconds(40)) == 0)
  }

  @Test("a mini-batch is steady work as long as it runs and after", arguments: 1...40)
  func even(halfSeconds: Int) throws {
    var meter = RateMeter()
    meter.begin(at: .zero)
    meter.record(240, run: .seconds(20), at: .seconds(20))
    let elapsed = Duration.milliseconds(500 * halfSeconds)
    let running = RateMeter.Running(amount: 240, elapsed: elapsed, expected: .seconds(20))
    let rate = try #require(
      meter.perSecond(over: .seconds(12), at: .seconds(20) + elapsed, running: [running]))
    #expect(abs(rate - 12) < 0.001)
  }

  @Test("one that takes longer than expected slows it down, and never stops it")
  func overdue() throws {
    var meter = RateMeter()
    meter.begin(at: .zero)
    let running = RateMeter.Running(amount: 240, elapsed: .seconds(60), expected: .seconds(20))
    let rate = try #require(
      meter.perSecond(over: .seconds(5), at: .seconds(60), running: [running]))
    #expect(abs(rate - 4) < 0.001)
  }

  @Test("what is older than it can look back is forgotten")
  func forgotten() throws {
    var meter = RateMeter()
    meter.begin(at: .zero)
    meter.record(1000, run: .seconds(1000), at: .seconds(1000))
    let rate = try #require(meter.perSecond(over: .seconds(60), at: .seconds(1000)))
    #expect(abs(rate - 1) < 0.05)
    meter.record(5, run: .zero, at: .seconds(2000))
    #expect(meter.perSecond(over: .seconds(5), at: .seconds(2001)) == 1)
  }
}

@Suite("The time left, in jobs whose end is known")
struct TimeLeftTests {
  /// A job on paper: what each mini-batch takes is known before.
  private struct Job {
    var files: Int
    var workers: Int
    var size = 40
    /// Changes at an instant, seconds.
    var change: (at: Double, workers: Int, size: Int)?
    /// What the n-th file takes, seconds, with so many workers.
    var cost: (_ file: Int, _ workers: Int) -> Double
  }

  private struct Reading {
    var at: Double
    var filesPerSecond: Double?
    var left: Double?
  }

  private struct Story {
    var readings: [Reading] = []
    var end = 0.0
    var fractions: [Double] = []
  }

  /// What is told once a second.
  private func run(_ job: Job) -> Story {
    struct Busy {
      var files: Int
      var began: Double
      var until: Double
    }
    var meter = ProgressMeter()
    meter.begin(at: .zero)
    var (story, taken, settled, size, workers) = (Story(), 0, 0, job.size, job.workers)
    var busy: [Busy] = []
    func refill(at now: Double) {
      while busy.count < workers, taken < job.files {
        // As the state machine does towards the end.
        let rest = job.files - taken
        let files = min(size, rest, max(1, (rest + 2 * workers - 1) / (2 * workers)))
        let run = (taken..<(taken + files)).reduce(0) { $0 + job.cost($1, workers) }
        busy.append(Busy(files: files, began: now, until: now + run))
        taken += files
      }
    }
    refill(at: 0)
    var (nextSample, change) = (1.0, job.change)
    while !busy.isEmpty {
      let first = busy.indices.min { busy[$0].until < busy[$1].until } ?? 0
      let now = busy[first].until
      if let due = change, due.at < min(now, nextSample) {
        (workers, size) = (due.workers, due.size)
        meter.conditionsChanged()
        change = nil
        refill(at: due.at)
      } else if nextSample < now {
        let running = busy.map {
          ProgressMeter.Running(
            amount: amount($0.files, $0.files), elapsed: .seconds(nextSample - $0.began))
        }
        meter.settle(amount(settled, settled), of: amount(job.files, job.files))
        meter.sample(running: running, at: .seconds(nextSample))
        let left = amount(job.files - settled, job.files - settled)
        story.readings.append(
          Reading(
            at: nextSample, filesPerSecond: meter.filesPerSecond,
            left: meter.timeLeft(left: left, running: running).map { $0 / .seconds(1) }))
        story.fractions.append(meter.fraction)
        nextSample += 1
      } else {
        let ended = busy.remove(at: first)
        settled += ended.files
        meter.record(
          amount(ended.files, ended.files), run: .seconds(now - ended.began), at: .seconds(now))
        refill(at: now)
        story.end = now
      }
    }
    return story
  }

  /// Whether all that is told in a span of time is within `band` of the truth, 0.1 for 10 % and a
  /// second for rounding; and how often something is.
  private func check(
    _ story: Story, from: Double, until: Double, within band: Double,
    rate: Double, location: SourceLocation = #_sourceLocation
  ) {
    let asked = story.readings.filter { $0.at >= from && $0.at <= until }
    #expect(!asked.isEmpty, sourceLocation: location)
    for reading in asked {
      guard let left = reading.left, let found = reading.filesPerSecond else {
        Issue.record("nothing is told at \(reading.at) s", sourceLocation: location)
        continue
      }
      let truth = story.end - reading.at
      #expect(
        abs(left - truth) <= band * truth + 2,
        "at \(reading.at) s: \(left) s for \(truth) s", sourceLocation: location)
      #expect(
        abs(found - rate) <= band * rate, "at \(reading.at) s: \(found)/s for \(rate)/s",
        sourceLocation: location)
    }
    #expect(zip(story.fractions, story.fractions.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("mini-batches of 12 s", arguments: [1, 4, 16])
  func steady(workers: Int) {
    let story = run(Job(files: 1000 * workers, workers: workers) { _, _ in 0.3 })
    #expect(story.readings.prefix { $0.at < 12 }.allSatisfy { $0.left == nil })
    check(story, from: 13, until: story.end - 15, within: 0.05, rate: Double(workers) / 0.3)
  }

  @Test("mini-batches of any length", arguments: [1, 3, 17, 40, 100, 333, 1000])
  func anyLength(size: Int) {
    let story = run(Job(files: 24_000, workers: 4, size: size) { _, _ in 0.3 })
    let first = Double(size) * 0.3
    check(story, from: first + 5, until: story.end - 2 * first - 5, within: 0.06, rate: 4 / 0.3)
  }

  @Test("files of sizes that differ by a hundred times", arguments: 1...8)
  func skewed(seed: UInt64) {
    var random = Noise(state: seed)
    // Most small, few large: a mean of 0.3 s a file.
    let costs = (0..<12_000).map { _ in 0.03 + 0.27 * -log(1 - random.next()) }
    let story = run(Job(files: costs.count, workers: 4) { file, _ in costs[file] })
    let rate = Double(costs.count) / costs.reduce(0, +) * 4
    check(story, from: 30, until: story.end - 30, within: 0.25, rate: rate)
  }

  @Test("a mini-batch size of 5 that becomes 1000 in the middle")
  func larger() {
    let story = run(
      Job(files: 20_000, workers: 4, size: 5, change: (100, 4, 1000)) { _, _ in 0.3 })
    check(story, from: 10, until: story.end - 350, within: 0.05, rate: 4 / 0.3)
  }

  @Test("a mini-batch size of 1000 that becomes 5 in the middle")
  func smaller() {
    let story = run(
      Job(files: 20_000, workers: 4, size: 1000, change: (100, 4, 5)) { _, _ in 0.3 })
    check(story, from: 310, until: story.end - 15, within: 0.05, rate: 4 / 0.3)
  }

  @Test("twice the workers, on a machine that has the processors for them")
  func moreWorkers() {
    let story = run(Job(files: 20_000, workers: 4, change: (120, 8, 40)) { _, _ in 0.3 })
    check(story, from: 150, until: story.end - 15, within: 0.05, rate: 8 / 0.3)
  }

  @Test("twice the workers, on a machine that has no processors for them")
  func crowdedWorkers() {
    let story = run(
      Job(files: 20_000, workers: 4, change: (120, 8, 40)) { _, workers in workers == 4 ? 0.3 : 0.6
      })
    // Before the first of them ends they look twice as fast as they are.
    for reading in story.readings where reading.at > 121 && reading.at < 180 {
      #expect((reading.filesPerSecond ?? .infinity) < 1.8 * 4 / 0.3)
    }
    check(story, from: 180, until: story.end - 30, within: 0.1, rate: 4 / 0.3)
  }

  @Test("nothing that is told ever jumps to a hundredth or a hundredfold")
  func jumps() {
    for size in [2, 12, 55, 400] {
      let story = run(
        Job(files: 6000, workers: 3, size: size, change: (77, 5, 9)) { file, _ in
          file % 10 == 0 ? 1 : 0.1
        })
      let told = story.readings.filter { $0.at < story.end - 5 }.compactMap(\.left)
      for (before, after) in zip(told, told.dropFirst()) {
        #expect(after < 3 * before + 5 && before < 3 * after + 5, "\(before) s, then \(after) s")
      }
    }
  }
}

private func amount(_ files: Int, _ bytes: Int) -> ProgressMeter.Amount {
  ProgressMeter.Amount(files: files, bytes: bytes)
}

/// Within a millionth.
private func isAbout(_ found: Duration?, _ expected: Duration) -> Bool {
  found.map { abs($0 / expected - 1) < 1e-6 } ?? false
}

/// Numbers from 0 to 1 that are the same on each run.
private struct Noise {
  var state: UInt64

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 53)
  }
}
