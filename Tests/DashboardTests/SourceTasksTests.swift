import BatchEndpoints
import Foundation
import Synchronization
import Testing
import TerminalUI

@testable import Dashboard

@Suite("Source tasks", .timeLimit(.minutes(15)))
struct SourceTasksTests {
  /// What a fake source was asked, and the streams it handed out.
  final class Fake: Sendable {
    struct Log {
      var lists = 0
      var watched: [String] = []
      var orders: [JobOrder] = []
      var asked = 0
      var queries: [FailureQuery] = []
      var streams: [AsyncStream<JobUpdate>.Continuation] = []
      var ended = 0
    }

    let log = Mutex(Log())

    func source(list: @escaping @Sendable (Int) throws -> [JobSummary]) -> DashboardSource {
      DashboardSource(
        listJobs: {
          try list(
            self.log.withLock {
              $0.lists += 1
              return $0.lists
            })
        },
        watch: { job in
          AsyncStream { continuation in
            continuation.onTermination = { _ in self.log.withLock { $0.ended += 1 } }
            self.log.withLock {
              $0.watched.append(job)
              $0.streams.append(continuation)
            }
          }
        },
        failureClasses: { job in
          let call = self.log.withLock {
            $0.asked += 1
            return $0.asked
          }
          if call == 1 { throw Refusal() }
          return [FailureClass(name: job, count: min(call, 3))]
        },
        failures: { query in
          self.log.withLock { $0.queries.append(query) }
          return FailurePage(total: 0, files: [])
        },
        logFiles: { _, _ in [] },
        log: { LogWindow(start: $0.start ?? 0, bytes: [], fileSize: 0) },
        job: { _ in JobRecord(snapshot: .running, samples: []) },
        reviewLaunch: { _ in LaunchReview(problems: [], facts: []) },
        launch: { request in
          if request.input.isEmpty { throw Refusal() }
          return "new-job-0001"
        },
        dryRun: { _ in throw Refusal() },
        countInput: { input in
          AsyncStream { continuation in
            continuation.onTermination = { _ in self.log.withLock { $0.ended += 1 } }
            var count = InputCount()
            count.files = 7
            continuation.yield(count)
            guard input.isTopLevelOnly else { return }
            count.isWhole = true
            continuation.yield(count)
            continuation.finish()
          }
        },
        completions: { query in [query.text + "x"] },
        models: { [] },
        reviewModel: { _ in ModelReview() },
        carryOut: { order, progress in
          guard case .register(let draft) = order else { throw Refusal() }
          for done in 0...9 { progress(ModelProgress(bytesDone: done, bytesTotal: 9)) }
          // A name that is never done, for giving it up.
          while draft.name == "endless" { try await Task.sleep(for: .milliseconds(1)) }
          return nil
        },
        artifacts: { _ in ArtifactPage(entries: [], total: 0) },
        preview: { _, _ in
          ArtifactPreview(sha256: "", content: FilePreview(kind: "empty", bytes: 0))
        },
        logSearch: { _ in .nothing },
        stack: { _, worker in
          if worker > 5 { throw Refusal() }
          return "stack of \(worker)"
        },
        order: { job, order in
          self.log.withLock { $0.orders.append(order) }
          if order == .cancel(now: true) { throw Refusal() }
          if order == .resume { throw ChangesFound(["the script is gone"]) }
        })
    }
  }

  struct Refusal: Error, CustomStringConvertible {
    var description: String { "the runner refuses" }
  }

  /// Polls until a condition holds; a test that waits for ever is ended by its time limit.
  private func until(_ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(2)) }
  }

  @Test("lists are posted when they change, and failures in their own words")
  func lists() async throws {
    let mailbox = Mailbox {}
    // Each stays until it was read: in the mailbox a newer list takes the place of an older one.
    let answers: [Result<[JobSummary], Refusal>] = [
      .success([severalJobs[0]]), .failure(Refusal()), .success([severalJobs[0]]),
      .success(severalJobs),
    ]
    let current = Mutex(0)
    let source = Fake().source { _ in try answers[current.withLock(\.self)].get() }
    let tasks = SourceTasks(source: source, mailbox: mailbox)
    tasks.follow([.jobs(every: .milliseconds(2))])
    var posted: [Message] = []
    for index in answers.indices {
      current.withLock { $0 = index }
      try await until {
        let news = mailbox.take()
        // A refusal is told each time.
        posted += news.filter { $0 != posted.last }
        return posted.count > index
      }
    }
    tasks.stop()
    #expect(
      posted == [
        .jobsListed([severalJobs[0]]), .jobsUnavailable(reason: "the runner refuses"),
        .jobsListed([severalJobs[0]]), .jobsListed(severalJobs),
      ])
  }

  @Test("a stream that breaks off is told and asked for again")
  func watchesAgain() async throws {
    let fake = Fake()
    let mailbox = Mailbox {}
    let tasks = SourceTasks(source: fake.source { _ in [] }, mailbox: mailbox)
    tasks.follow([.watch(job: "brave-otter-4821")])
    try await until { fake.log.withLock { $0.streams.count == 1 } }
    let first = fake.log.withLock { $0.streams[0] }
    first.yield(.snapshot(.running))
    first.finish()
    try await until { fake.log.withLock { $0.streams.count == 2 } }
    var job = WatchedJob(name: "brave-otter-4821")
    for case .watched(_, let news) in mailbox.take() { job.absorb(news) }
    #expect(job.connection == .lost(reason: "the runner closed the connection"))
    #expect(job.snapshot == .running)

    let second = fake.log.withLock { $0.streams[1] }
    second.yield(.snapshot(.over(.completed)))
    second.yield(.ended)
    try await until {
      for case .watched(_, let news) in mailbox.take() { job.absorb(news) }
      return job.connection == .ended
    }
    #expect(fake.log.withLock(\.watched) == ["brave-otter-4821", "brave-otter-4821"])
    tasks.stop()
  }

  @Test("a stream nobody needs any more is ended")
  func stops() async throws {
    let fake = Fake()
    let tasks = SourceTasks(source: fake.source { _ in [] }, mailbox: Mailbox {})
    tasks.follow([.watch(job: "a")])
    try await until { fake.log.withLock { $0.streams.count == 1 } }
    tasks.follow([.watch(job: "b")])
    try await until { fake.log.withLock { $0.watched == ["a", "b"] && $0.ended == 1 } }
    tasks.stop()
    try await until { fake.log.withLock { $0.ended == 2 } }
  }

  @Test("a cancel is answered, also when it is refused")
  func cancels() async throws {
    let fake = Fake()
    let mailbox = Mailbox {}
    let tasks = SourceTasks(source: fake.source { _ in [] }, mailbox: mailbox)
    tasks.order(.cancel(now: false), of: "a")
    try await until { !mailbox.isEmpty }
    #expect(mailbox.take() == [.orderAnswered(job: "a", .cancel(now: false), failure: nil)])
    tasks.order(.cancel(now: true), of: "a")
    try await until { !mailbox.isEmpty }
    #expect(
      mailbox.take()
        == [.orderAnswered(job: "a", .cancel(now: true), failure: "the runner refuses")])
    tasks.order(.resume, of: "a")
    try await until { !mailbox.isEmpty }
    #expect(
      mailbox.take() == [.changesFound(["the script is gone"], by: Restart(.rest), job: "a")])
    #expect(fake.log.withLock(\.orders) == [.cancel(now: false), .cancel(now: true), .resume])
  }

  @Test("a count comes bit by bit, and stops being counted with the question")
  func counts() async throws {
    let (fake, mailbox) = (Fake(), Mailbox {})
    let tasks = SourceTasks(source: fake.source { _ in [] }, mailbox: mailbox)
    let endless = Question.inputCount(LaunchInput(path: "/a", isTopLevelOnly: false))
    tasks.follow([.answer(endless, every: nil)])
    try await until { !mailbox.isEmpty }
    var count = InputCount()
    count.files = 7
    #expect(mailbox.take() == [.answered(endless, .inputCount(count))])
    tasks.follow([])
    try await until { fake.log.withLock(\.ended) == 1 }
    let whole = Question.inputCount(LaunchInput(path: "/a", isTopLevelOnly: true))
    tasks.follow([.answer(whole, every: nil)])
    count.isWhole = true
    let last = Message.answered(whole, .inputCount(count))
    try await until { mailbox.take().last == last }
    tasks.stop()
  }

  @Test("a question is asked again until its answer stands, and told only when it changes")
  func asks() async throws {
    let fake = Fake()
    let mailbox = Mailbox {}
    let tasks = SourceTasks(source: fake.source { _ in [] }, mailbox: mailbox)
    let question = Question.failureClasses(job: "a")
    var posted: [Message] = []
    tasks.follow([.answer(question, every: .milliseconds(5))])
    try await until {
      posted += mailbox.take()
      return fake.log.withLock { $0.asked > 6 }
    }
    tasks.stop()
    let told: [Message] = [
      .unanswered(question, reason: "the runner refuses"),
      .answered(question, .failureClasses([FailureClass(name: "a", count: 2)])),
      .answered(question, .failureClasses([FailureClass(name: "a", count: 3)])),
    ]
    // In the mailbox a newer answer takes the place of an older one.
    #expect(posted == told.filter(posted.contains))
    #expect(posted.last == told.last)
  }

  @Test("a stack that was refused is not asked for again by itself")
  func refusedStack() async throws {
    let mailbox = Mailbox {}
    let tasks = SourceTasks(source: Fake().source { _ in [] }, mailbox: mailbox)
    let refused = Question.stack(job: "a", worker: 9, number: 1)
    #expect(!refused.isRetried)
    tasks.follow([.answer(refused, every: nil)])
    try await until { !mailbox.isEmpty }
    #expect(mailbox.take() == [.unanswered(refused, reason: "the runner refuses")])
    tasks.stop()
  }

  @Test("a question that is being typed is asked when the typing stops")
  func typedQuestions() async throws {
    let fake = Fake()
    let mailbox = Mailbox {}
    let tasks = SourceTasks(
      source: fake.source { _ in [] }, mailbox: mailbox, typingPause: .seconds(1))
    for text in ["t", "tr", "tru"] {
      let query = FailureQuery(job: "a", offset: 0, limit: 9, text: text)
      tasks.follow([.answer(.failures(query), every: nil)])
    }
    try await until { !mailbox.isEmpty }
    #expect(fake.log.withLock { $0.queries.map(\.text) } == ["tru"])
    tasks.stop()
  }

  @Test("a job that starts is told by name, one that does not with the reason")
  func launches() async throws {
    let mailbox = Mailbox {}
    let tasks = SourceTasks(source: Fake().source { _ in [] }, mailbox: mailbox)
    var request = LaunchRequest()
    tasks.launch(request)
    try await until { !mailbox.isEmpty }
    #expect(mailbox.take() == [.launchFailed(reason: "the runner refuses")])
    request.input = "/in"
    tasks.launch(request)
    try await until { !mailbox.isEmpty }
    #expect(mailbox.take() == [.launched(request, job: "new-job-0001")])
  }

  @Test("an order to models tells how far it is, and can be given up")
  func modelOrders() async throws {
    let mailbox = Mailbox {}
    let tasks = SourceTasks(source: Fake().source { _ in [] }, mailbox: mailbox)
    var draft = ModelDraft()
    draft.name = "endless"
    tasks.carryOut(.register(draft))
    try await until { !mailbox.isEmpty }
    var posted = mailbox.take()
    tasks.stopModelOrder()
    let given = Message.modelOrderAnswered(
      .register(draft), made: nil, failure: "it was given up.")
    try await until {
      posted += mailbox.take()
      return posted.contains(given)
    }
    #expect(posted.contains(.modelProgress(ModelProgress(bytesDone: 9, bytesTotal: 9))))
    tasks.carryOut(.archive("a:1"))
    try await until { !mailbox.isEmpty }
    #expect(
      mailbox.take() == [
        .modelOrderAnswered(.archive("a:1"), made: nil, failure: "the runner refuses")
      ])
  }

  @Test("orders arrive in the order they were given")
  func ordersInOrder() async throws {
    let fake = Fake()
    let mailbox = Mailbox {}
    let tasks = SourceTasks(source: fake.source { _ in [] }, mailbox: mailbox)
    let orders = (1...50).map { JobOrder.setWorkers($0) }
    for order in orders { tasks.order(order, of: "a") }
    try await until { fake.log.withLock { $0.orders.count == 50 } }
    #expect(fake.log.withLock(\.orders) == orders)
  }
}
