package import BatchEndpoints
import Synchronization

/// News on its way from the tasks to the next frame: posted from any thread, taken by the loop.
///
/// It holds the newest list and the newest snapshot, whatever the pace they come at, so a slow
/// terminal never makes a queue.
package final class Mailbox: Sendable {
  private let waiting = Mutex(News())
  private let wake: @Sendable () -> Void

  /// - Parameter wake: Called from any thread when the mailbox stops being empty.
  package init(wake: @escaping @Sendable () -> Void) {
    self.wake = wake
  }

  package func post(_ item: News.Item) {
    let wasEmpty = waiting.withLock { news in
      defer { news.absorb(item) }
      return news.isEmpty
    }
    if wasEmpty { wake() }
  }

  package var isEmpty: Bool { waiting.withLock(\.isEmpty) }

  /// Everything that came since the last call, folded together.
  package func take() -> [Message] {
    waiting.withLock { news in
      defer { news = News() }
      return news.messages
    }
  }
}

/// What has come since the last frame.
package struct News: Sendable {
  package enum Item: Sendable {
    case jobs([JobSummary])
    case jobsUnavailable(reason: String)
    case update(job: String, JobUpdate)
    case launched(LaunchRequest, job: String)
    case launchFailed(reason: String)
    case themesRead([ThemeOffer])
    case answered(Question, Answer)
    case unanswered(Question, reason: String)
    case modelProgress(ModelProgress)
    case modelOrderAnswered(ModelOrder, made: ModelSummary?, failure: String?)
    case orderAnswered(job: String, JobOrder, failure: String?)
    case changesFound([String], by: Restart, job: String)
  }

  private var list: Message?
  private var watched: [String: WatchNews] = [:]
  /// Of each question the newest answer.
  private var answered: [Question: Message] = [:]
  private var answers: [Message] = []
  private var modelProgress: Message?

  package init() {}

  package var isEmpty: Bool {
    list == nil && modelProgress == nil && watched.isEmpty && answered.isEmpty && answers.isEmpty
  }

  package var messages: [Message] {
    [list, modelProgress].compactMap { $0 }
      + watched.sorted { $0.key < $1.key }.map { .watched(job: $0.key, $0.value) }
      + Array(answered.values)
      + answers
  }

  package mutating func absorb(_ item: Item) {
    switch item {
    case .jobs(let jobs): list = .jobsListed(jobs)
    case .jobsUnavailable(let reason): list = .jobsUnavailable(reason: reason)
    case .update(let job, let update): watched[job, default: WatchNews()].absorb(update)
    case .launched(let request, let job): answers.append(.launched(request, job: job))
    case .launchFailed(let reason): answers.append(.launchFailed(reason: reason))
    case .themesRead(let offers): answers.append(.themesRead(offers))
    case .modelProgress(let progress): modelProgress = .modelProgress(progress)
    case .modelOrderAnswered(let order, let made, let failure):
      answers.append(.modelOrderAnswered(order, made: made, failure: failure))
    case .answered(let question, let answer):
      answered[question] = .answered(question, answer)
    case .unanswered(let question, let reason):
      answered[question] = .unanswered(question, reason: reason)
    case .orderAnswered(let job, let order, let failure):
      answers.append(.orderAnswered(job: job, order, failure: failure))
    case .changesFound(let changes, let restart, let job):
      answers.append(.changesFound(changes, by: restart, job: job))
    }
  }
}
