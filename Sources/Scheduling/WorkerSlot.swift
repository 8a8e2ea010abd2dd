/// One worker slot as the state machine sees it.
struct WorkerSlot: Sendable {
  /// Processes so far; the present one's `WorkerID.incarnation`.
  var incarnation = 0
  var state = State.stopped

  enum State: Sendable, Equatable {
    /// No process. Next: `starting`.
    case stopped
    /// The process has not said that `init()` returned. Next: `ready`, `backingOff`, `ending`, `stopped`.
    case starting
    /// `init()` returned; holds the mini-batches sent and not answered, oldest first.
    /// Next: `draining`, `ending`, `starting` (replaced).
    case ready([MiniBatch])
    /// Told to stop after the mini-batch it is in. Next: `ending`, `stopped`.
    case draining([MiniBatch])
    /// Told to stop at once. Next: `stopped`.
    case ending
    /// Waits before its next process. Next: `starting`, `stopped`.
    case backingOff
  }

  /// The mini-batches this worker has not answered yet.
  var inFlight: [MiniBatch] {
    switch state {
    case .ready(let held), .draining(let held): held
    case .stopped, .starting, .ending, .backingOff: []
    }
  }

  var hasProcess: Bool {
    switch state {
    case .starting, .ready, .draining, .ending: true
    case .stopped, .backingOff: false
    }
  }
}
