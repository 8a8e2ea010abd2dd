package import BatchEndpoints

/// The worker screen: which worker, and the text below its numbers.
package struct WorkerControls: Sendable, Equatable {
  package enum Pane: ScreenPane {
    case log, stack

    package var title: String {
      switch self {
      case .log: "log"
      case .stack: "stack"
      }
    }
  }

  package var slot: Int
  package var focus = Pane.log
  /// Those of the processes the slot has had; nil until they are known.
  package var logFiles: [LogFile]?
  package var log: [LogLine]?
  package var logProblem: String?
  /// How many times the stack was asked for; each is a question of its own.
  package var stackNumber = 0
  package var stack: String?
  package var stackProblem: String?
  /// Lines of the stack above the pane; of the log, below it.
  package var scroll = 0

  package init(slot: Int = 0) {
    self.slot = slot
  }

  /// The log that the worker wrote to last.
  package var logFile: LogFile? {
    (logFiles ?? []).filter { $0.sizeBytes > 0 }
      .max { ($0.modifiedAt, $0.name) < ($1.modifiedAt, $1.name) }
  }

  /// What the pane shows.
  package var lines: [String] {
    switch focus {
    case .log: (log ?? []).map(\.text)
    case .stack:
      (stack ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

extension DashboardState {
  /// The worker of the worker screen; nil when the job has fewer now.
  package var shownWorker: JobSnapshot.Worker? {
    facts.job?.snapshot?.workers.first { $0.id == worker.slot }
  }

  /// Bytes of its log that the worker screen shows the end of.
  private static let tailBytes = 32 * 1024

  package var workerQuestions: [Question] {
    guard let job = live.job?.name else { return [] }
    var questions = [Question.logFiles(job: job, worker: worker.slot)]
    if let file = worker.logFile {
      questions.append(
        .log(LogQuery(job: job, name: file.name, start: nil, length: Self.tailBytes)))
    }
    if worker.stackNumber > 0 {
      questions.append(.stack(job: job, worker: worker.slot, number: worker.stackNumber))
    }
    return questions
  }
}
