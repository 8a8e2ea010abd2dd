import BatchEndpoints
import Dashboard
import Foundation
import Synchronization
import Testing
import TerminalUI

@Suite("Frames")
struct FrameTests {
  @Test("10 000 updates in a second are at most ten frames, and the last one is shown")
  func coalesces() {
    let wakes = Atomic(0)
    let mailbox = Mailbox { wakes.add(1, ordering: .relaxed) }
    var state = DashboardState(
      size: Size(columns: 80, rows: 24), attachedTo: "brave-otter-4821")
    var pacer = FramePacer()
    var draws: [Duration] = []
    var snapshot = JobSnapshot.running

    func drawIfDue(at now: Duration) {
      guard pacer.isDue(at: now) else { return }
      for message in mailbox.take() { _ = state.update(message, now: afternoon) }
      pacer.drew(at: now, taking: .milliseconds(2))
      draws.append(now)
    }
    drawIfDue(at: .zero)
    for update in 1...10_000 {
      let now = Duration.microseconds(update * 100)
      snapshot.progress.filesSucceeded = update
      mailbox.post(.update(job: snapshot.name, .snapshot(snapshot)))
      pacer.newsArrived()
      drawIfDue(at: now)
    }
    // The loop sleeps as long as the pacer says and then draws the rest.
    if let wait = pacer.wait(at: .seconds(1), tick: nil) { drawIfDue(at: .seconds(1) + wait) }

    #expect(draws.count <= 12)
    #expect(zip(draws, draws.dropFirst()).allSatisfy { $1 - $0 >= .milliseconds(100) })
    #expect(state.live.job?.snapshot?.progress.filesSucceeded == 10_000)
    #expect(pacer.wait(at: .seconds(2), tick: nil) == nil)
    // One wake for each time the mailbox was empty, not one for each update.
    #expect(wakes.load(ordering: .relaxed) <= draws.count)
  }

  @Test("input is drawn at once, whatever was drawn just before")
  func inputFirst() {
    var pacer = FramePacer()
    pacer.drew(at: .seconds(1), taking: .zero)
    pacer.newsArrived()
    #expect(!pacer.isDue(at: .seconds(1) + .milliseconds(1)))
    #expect(
      pacer.wait(at: .seconds(1) + .milliseconds(1), tick: nil) == .milliseconds(99))
    pacer.inputArrived()
    #expect(pacer.isDue(at: .seconds(1) + .milliseconds(1)))
    #expect(pacer.wait(at: .seconds(1) + .milliseconds(1), tick: nil) == .zero)
  }

  @Test("a slow line gets fewer frames, a quick one ten again")
  func slowLine() {
    var pacer = FramePacer()
    for _ in 0..<9 { pacer.drew(at: .seconds(1), taking: .milliseconds(60)) }
    pacer.newsArrived()
    #expect(!pacer.isDue(at: .seconds(1) + .milliseconds(799)))
    #expect(pacer.isDue(at: .seconds(1) + .milliseconds(800)))
    pacer.drew(at: .seconds(2), taking: .milliseconds(2))
    pacer.newsArrived()
    #expect(pacer.isDue(at: .seconds(2) + .milliseconds(100)))
  }

  @Test("the wait is for ever, or until the screen changes by itself")
  func waits() {
    var pacer = FramePacer()
    pacer.drew(at: .zero, taking: .zero)
    #expect(pacer.wait(at: .seconds(5), tick: nil) == nil)
    #expect(pacer.wait(at: .seconds(5), tick: .milliseconds(250)) == .milliseconds(250))
    #expect(pacer.wait(at: .seconds(5), tick: .milliseconds(-3)) == .zero)
  }

  @Test("samples are kept one by one, snapshots only the newest, a new history replaces")
  func folds() {
    let all = samples(5)
    var news = WatchNews()
    news.absorb(.sample(all[0]))
    news.absorb(.history(Array(all[0...2])))
    news.absorb(.snapshot(.preparing))
    news.absorb(.sample(all[3]))
    news.absorb(.snapshot(.running))
    news.absorb(.sample(all[4]))
    var job = WatchedJob(name: "brave-otter-4821")
    job.absorb(news)
    #expect(Array(job.history.samples) == all)
    #expect(job.snapshot == .running)
    #expect(job.connection == .live)
  }
}
