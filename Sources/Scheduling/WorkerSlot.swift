/// One worker slot as the state machine sees it.
struct WorkerSlot: Sendable {
  /// Processes so far; the present one's `WorkerID.incarnation`.
  var incarnation = 0
  var state = State.stopped
  /// The mini-batches sent and not answered, oldest first; the first of them is the one in `run()`. Only
  /// `ready`, `draining` and `ending` slots hold any: what a process has begun stays in its hands until it
  /// answers or is gone, so no file is ever with two processes.
  var held: [MiniBatch] = []
  /// Whether its process has run nothing, so that its memory holds only what `init()` made.
  var isUnused = true
  /// Whether the worker is being kept from beginning what it holds; nothing is sent to it then, so that the
  /// last dispatch it has begun tells which it has not.
  var isGivingBack = false
  /// Whether the slot is among the pool's idle ones.
  var isListedIdle = false

  enum State: Sendable, Hashable {
    /// No process. Next: `starting`.
    case stopped
    /// The process has not said that `init()` returned. Next: `ready`, `backingOff`, `ending`, `stopped`.
    case starting
    /// `init()` returned. Next: `draining`, `ending`, `backingOff`, `stopped`.
    case ready
    /// Told to stop after the mini-batch it is in. Next: `ending`, `stopped`.
    case draining
    /// Told to stop at once. Next: `stopped`.
    case ending(JobStateMachine.EndReason)
    /// Waits before its next process. Next: `stopped` (and from there `starting`).
    case backingOff
  }

  var hasProcess: Bool {
    switch state {
    case .starting, .ready, .draining, .ending: true
    case .stopped, .backingOff: false
    }
  }

  /// Whether its process is on its way out.
  var isLeaving: Bool {
    switch state {
    case .draining, .ending: true
    case .stopped, .starting, .ready, .backingOff: false
    }
  }
}
