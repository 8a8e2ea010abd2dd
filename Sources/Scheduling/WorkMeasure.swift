/// Whether files or bytes tell better how long `run()` takes, learnt from finished mini-batches.
///
/// The time is taken to be proportional to the one or to the other. Of the squares Σt² the fit through the
/// origin explains (Σtx)² ÷ Σx², which is the squared uncentred correlation but for Σt²; the measure
/// that explains more wins. (The centred correlation says nothing when all mini-batches have the same
/// count, which is the common case.) The sums forget: their half-life is about 700 mini-batches. How long
/// `run()` takes is told by the last ones: machines get busier, and workers more.
package struct WorkMeasure: Sendable {
  package enum Unit: Hashable, Sendable {
    case files, bytes
  }

  /// Mini-batches before bytes may win.
  private static let least = 20
  private static let decay = 0.999
  /// The same for the last ones: a half-life of 13 mini-batches.
  private static let recentDecay = 0.95

  /// What predicts better now. Changes back only for a clear reason, so that what is shown does not waver.
  package private(set) var unit = Unit.files
  private var count = 0
  private var timeSquares = 0.0
  private var fileSquares = 0.0
  private var byteSquares = 0.0
  private var timeFiles = 0.0
  private var timeBytes = 0.0
  private var recent = (time: 0.0, files: 0.0, bytes: 0.0)

  package init() {}

  /// A mini-batch of so many files and bytes took `run`.
  package mutating func record(files: Int, bytes: Int, run: Duration) {
    let (time, files, bytes) = (run / .seconds(1), Double(files), Double(bytes))
    count += 1
    weighRecent(by: Self.recentDecay)
    recent = (recent.time + time, recent.files + files, recent.bytes + bytes)
    timeSquares = timeSquares * Self.decay + time * time
    fileSquares = fileSquares * Self.decay + files * files
    byteSquares = byteSquares * Self.decay + bytes * bytes
    timeFiles = timeFiles * Self.decay + time * files
    timeBytes = timeBytes * Self.decay + time * bytes
    guard count >= Self.least, timeSquares > 0, fileSquares > 0, byteSquares > 0 else { return }
    let unexplainedByFiles = 1 - timeFiles * timeFiles / fileSquares / timeSquares
    let unexplainedByBytes = 1 - timeBytes * timeBytes / byteSquares / timeSquares
    switch unit {
    case .files where unexplainedByBytes < 0.8 * unexplainedByFiles: unit = .bytes
    case .bytes where unexplainedByFiles < 0.8 * unexplainedByBytes: unit = .files
    case .files, .bytes: break
    }
  }

  /// What was recorded so far tells little of what will be: it weighs no more than one mini-batch.
  package mutating func doubt() { weighRecent(by: 1 - Self.recentDecay) }

  private mutating func weighRecent(by factor: Double) {
    recent = (recent.time * factor, recent.files * factor, recent.bytes * factor)
  }

  /// How long a mini-batch is likely to take on one worker; nil before the first result.
  package func expectedRun(files: Int, bytes: Int) -> Duration? {
    let (amount, of) =
      switch unit {
      case .files: (Double(files), recent.files)
      case .bytes: (Double(bytes), recent.bytes)
      }
    return of > 0 ? .seconds(amount * recent.time / of) : nil
  }
}
