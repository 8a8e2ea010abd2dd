package import BatchEndpoints
import Foundation
import TerminalUI

// What the operator changes while the watched job runs.

extension DashboardState {
  /// The watched job while its runner takes orders.
  package var tunableJob: JobSnapshot? {
    guard let job = live.job, job.connection == .live, let snapshot = job.snapshot else {
      return nil
    }
    switch snapshot.status {
    case .preparing, .running, .paused: return snapshot
    case .notStarted, .finalizing, .completed, .failed, .canceled, .interrupted: return nil
    }
  }

  /// The number asked for at present, counting what was asked a moment ago.
  private func workersAsked(_ snapshot: JobSnapshot, now: Date) -> Int {
    if case .setWorkers(let count) = tuning.recent(at: now) { return count }
    return snapshot.settings.workers
  }

  private func miniBatchSizeAsked(_ snapshot: JobSnapshot, now: Date) -> Int {
    if case .setMiniBatchSize(let count) = tuning.recent(at: now) { return count }
    return snapshot.settings.miniBatchSize
  }

  private func memoryLimitAsked(_ snapshot: JobSnapshot, now: Date) -> Int? {
    if case .setMemoryLimit(let bytes) = tuning.recent(at: now) { return bytes }
    return snapshot.settings.memoryLimitBytes
  }

  mutating func stepWorkers(by delta: Int, now: Date) -> [Effect] {
    guard let job = tunableJob else { return [] }
    let asked = workersAsked(job, now: now)
    let wanted = min(max(1, asked + delta), Prompt.mostWorkers)
    guard wanted != asked else {
      let pause = keys.first(for: .togglePause).map { "; \($0) pauses it" } ?? ""
      reply("A job has at least one worker\(pause).", now: now)
      return []
    }
    return change(.setWorkers(wanted), of: job, now: now)
  }

  mutating func ask(_ kind: Prompt.Kind, now: Date) {
    guard let job = tunableJob else { return }
    let present =
      switch kind {
      case .workers: "\(workersAsked(job, now: now))"
      case .miniBatchSize: "\(miniBatchSizeAsked(job, now: now))"
      case .memoryLimit:
        memoryLimitAsked(job, now: now).map(JobOrder.size) ?? ""
      case .exportFailures: ""
      }
    overlay = .prompt(Prompt(kind, job: job.name, present: present))
  }

  /// Takes the prompt's text; what is unfit keeps the prompt open with the reason.
  mutating func takePrompt(now: Date) -> [Effect] {
    guard case .prompt(var prompt) = overlay else { return [] }
    switch prompt.answer {
    case .failure(let unfit):
      prompt.field.problem = unfit.reason
      overlay = .prompt(prompt)
      return []
    case .success(let order):
      overlay = nil
      if case .exportFailures = order { return self.order(order, of: prompt.job) }
      guard let job = tunableJob, job.name == prompt.job else { return [] }
      return change(order, of: job, now: now)
    }
  }

  mutating func togglePause(now: Date) -> [Effect] {
    guard let job = tunableJob else { return [] }
    return order(job.isPausing ? .goOn : .pause, of: job.name)
  }

  mutating func undoChange() -> [Effect] {
    guard let job = tunableJob, let undo = tuning.undo else { return [] }
    tuning.forget()
    return order(undo, of: job.name)
  }

  private mutating func change(
    _ order: JobOrder, of job: JobSnapshot, now: Date
  ) -> [Effect] {
    let inverse: JobOrder?
    switch order {
    case .setWorkers: inverse = .setWorkers(workersAsked(job, now: now))
    case .setMiniBatchSize: inverse = .setMiniBatchSize(miniBatchSizeAsked(job, now: now))
    case .setMemoryLimit: inverse = .setMemoryLimit(memoryLimitAsked(job, now: now))
    case .pause, .goOn, .cancel, .stopWorker, .skipMiniBatch, .restart, .exportFailures:
      inverse = nil
    }
    guard order != inverse else { return [] }
    tuning.note(order, inverse: inverse, now: now)
    return self.order(order, of: job.name)
  }

  private func order(_ order: JobOrder, of job: String) -> [Effect] {
    [.order(job: job, order)]
  }

  mutating func orderAnswered(
    _ order: JobOrder, of job: String, failure: String?, now: Date
  ) {
    guard let failure else {
      if case .restart(let restart) = order, live.job?.name == job {
        if restart.scope != .rest { failures.marked = [] }
        // A runner works on it again.
        live.job?.watchAgain()
      }
      notice = Notice(
        text: order.acceptance(job: job), role: .ok, expiresAt: now.addingTimeInterval(5),
        command: order.commandLine(job: job))
      return
    }
    if live.job?.name == job { tuning.refused(order) }
    notice = Notice(text: "Could not \(order.infinitive) \(job): \(failure)", role: .error)
  }
}

extension JobSnapshot {
  /// Whether nothing new begins.
  package var isPausing: Bool { status == .paused || inForce?.pauseReason != nil }
}
