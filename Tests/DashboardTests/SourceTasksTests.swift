import BatchEndpoints
import Foundation
import Synchronization
import Testing
import TerminalUI

@testable import Dashboard

@Suite("Source tasks", .timeLimit(.minutes(1)))
struct SourceTasksTests {
  /// What a fake source was asked, and the streams it handed out.
  final class Fake: Sendable {
    struct Log {
      var lists = 0
      var watched: [String] = []
      var cancels: [String] = []
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
        cancel: { job, now in
          self.log.withLock { $0.cancels.append("\(job) \(now)") }
          if now { throw Refusal() }
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
    let fake = Fake()
    let mailbox = Mailbox {}
    let source = fake.source { call in
      if call == 3 { throw Refusal() }
      return call < 5 ? [severalJobs[0]] : severalJobs
    }
    let tasks = SourceTasks(source: source, mailbox: mailbox)
    var posted: [Message] = []
    tasks.follow([.jobs(every: .milliseconds(20))])
    try await until {
      posted += mailbox.take()
      return posted.count >= 4
    }
    tasks.stop()
    #expect(
      Array(posted.prefix(4)) == [
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
    tasks.cancel(job: "a", now: false)
    try await until { !mailbox.isEmpty }
    #expect(mailbox.take() == [.cancelAnswered(job: "a", now: false, failure: nil)])
    tasks.cancel(job: "a", now: true)
    try await until { !mailbox.isEmpty }
    #expect(
      mailbox.take() == [.cancelAnswered(job: "a", now: true, failure: "the runner refuses")])
    #expect(fake.log.withLock(\.cancels) == ["a false", "a true"])
  }
}
