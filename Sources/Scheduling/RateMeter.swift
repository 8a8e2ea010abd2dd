/// How much is done per second, over the last seconds.
///
/// What a mini-batch did is taken to be spread evenly over its `run()`, and what runs now over the time
/// that it is likely to take: work that is reported once in twelve seconds is steady all the same.
package struct RateMeter: Sendable {
  /// What runs now.
  package struct Running: Sendable {
    package var amount: Double
    package var elapsed: Duration
    package var expected: Duration

    package init(amount: Double, elapsed: Duration, expected: Duration) {
      self.amount = amount
      self.elapsed = elapsed
      self.expected = expected
    }
  }

  /// How far back it can look, seconds.
  package static let span = 64

  /// What was done in each of the last seconds, at the second modulo `span`.
  private var seconds = [Double](repeating: 0, count: span)
  private var newest = 0
  private var began: Double?
  private var hasRecords = false

  package init() {}

  /// There is something to do from now on. Of two calls the first one counts.
  package mutating func begin(at instant: Duration) {
    if began == nil { began = instant / .seconds(1) }
  }

  /// Forgets all; for instance because nothing was to be done for a while.
  package mutating func startOver(at instant: Duration) {
    self = RateMeter()
    begin(at: instant)
  }

  /// `amount` was done, in the time `run` up to `instant`, which is counted from any fixed moment, is never
  /// negative, and does not fall from call to call.
  package mutating func record(_ amount: Int, run: Duration, at instant: Duration) {
    let end = instant / .seconds(1)
    let run = run / .seconds(1)
    advance(to: Int(end))
    hasRecords = true
    let begin = end - run
    // What was done before that does not count any more.
    let start = min(end, max(begin, began ?? 0, Double(newest - Self.span + 1)))
    guard run > 0, Int(start) < Int(end) else {
      seconds[Int(end) % Self.span] += Double(amount) * (run > 0 ? (end - start) / run : 1)
      return
    }
    for second in Int(start)...Int(end) {
      let part = min(end, Double(second + 1)) - max(start, Double(second))
      seconds[second % Self.span] += Double(amount) * part / run
    }
  }

  private mutating func advance(to second: Int) {
    guard second > newest else { return }
    if second - newest >= Self.span {
      seconds = [Double](repeating: 0, count: Self.span)
    } else {
      for passed in (newest + 1)...second { seconds[passed % Self.span] = 0 }
    }
    newest = second
  }

  /// The mean over `window` and the rest of the second in which that begins; nil while nothing is known.
  package func perSecond(
    over window: Duration, at instant: Duration, running: [Running] = []
  ) -> Double? {
    let now = instant / .seconds(1)
    let window = min(window / .seconds(1), Double(Self.span - 2))
    guard let began, hasRecords || !running.isEmpty else { return nil }
    let start = max(began, (now - window).rounded(.down), 0)
    guard now > start else { return nil }
    var sum = 0.0
    let first = max(Int(start), newest - Self.span + 1)
    if first <= newest {
      for second in first...newest { sum += seconds[second % Self.span] }
    }
    for each in running {
      let elapsed = each.elapsed / .seconds(1)
      let whole = max(elapsed, each.expected / .seconds(1))
      if whole > 0 { sum += each.amount * min(elapsed, now - start) / whole }
    }
    return sum / (now - start)
  }
}
