package import BatchEndpoints
package import TerminalUI

/// How a state looks: a mark, a word and a meaning, so that none depends on colour.
package struct StatusLook: Sendable {
  package let mark: Character
  package let word: String
  package let role: Role

  package var text: String { "\(mark) \(word)" }

  package init(_ status: JobStatus, _ context: ViewContext) {
    let glyphs = context.glyphs
    (mark, word, role) =
      switch status {
      case .notStarted: (glyphs.waiting, "not started", .queued)
      case .preparing: (context.spinner, "preparing", .running)
      case .running: (glyphs.running, "running", .running)
      case .paused: (glyphs.paused, "paused", .warning)
      case .finalizing: (glyphs.running, "finalizing", .running)
      case .completed: (glyphs.check, "completed", .ok)
      case .failed: (glyphs.cross, "failed", .error)
      case .canceled: (glyphs.stopped, "canceled", .cancelled)
      case .interrupted: (glyphs.warning, "interrupted", .warning)
      }
  }

  /// A worker that is stuck looks so, whatever it does.
  package init(_ worker: JobSnapshot.Worker, of job: JobSnapshot, _ context: ViewContext) {
    self.init(worker.state, context)
    if worker.isStuck { self.init(mark: context.glyphs.warning, word: "stuck", role: .warning) }
    if job.awaitsModel(worker) {
      self.init(mark: context.glyphs.waiting, word: "waits", role: .queued)
    }
  }

  private init(mark: Character, word: String, role: Role) {
    self.mark = mark
    self.word = word
    self.role = role
  }

  package init(_ state: JobSnapshot.WorkerState, _ context: ViewContext) {
    let glyphs = context.glyphs
    (mark, word, role) =
      switch state {
      case .starting: (context.spinner, "starting", .queued)
      case .initializing: (context.spinner, "initializing", .queued)
      case .idle: (glyphs.waiting, "idle", .muted)
      case .running: (glyphs.running, "running", .running)
      case .draining: (glyphs.arrowDown, "draining", .warning)
      case .stopped: (glyphs.stopped, "stopped", .cancelled)
      case .backingOff: (glyphs.retrying, "backing off", .retrying)
      }
  }
}
