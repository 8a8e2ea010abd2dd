import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Plain report")
struct PlainReportTests {
  private func news(_ update: JobUpdate) -> Message {
    var news = WatchNews()
    news.absorb(update)
    return .watched(job: "brave-otter-4821", news)
  }

  @Test("the list comes first, then what changes in it")
  func list() {
    var report = PlainReport(timeZone: .gmt)
    let first = report.take(.jobsListed(severalJobs), now: afternoon)
    #expect(
      first == [
        "7 jobs, newest first:",
        "eager-lynx-7710 preparing",
        "brave-otter-4821 running: 62 %, 623 914 of 1 000 000 files, 37 failed",
        "calm-heron-0193 paused: 14 %, 12 000 of 81 204 files",
        "gentle-crane-3307 failed: 77 %, 31 000 of 40 000 files, 1 001 failed",
        "quiet-marten-1188 completed: 100 %, 81 190 of 81 190 files",
        "swift-badger-9021 interrupted: 49 %, 40 113 of 81 190 files, 12 failed",
        "vivid-tapir-2764 canceled: 3 %, 420 of 12 000 files",
        "What happens from now on follows. Ctrl-C leaves; jobs go on.",
      ])
    #expect(report.subscriptions.contains(.watch(job: "eager-lynx-7710")))
    #expect(report.take(.jobsListed(severalJobs), now: afternoon) == [])
    var jobs = severalJobs
    jobs[1].status = .running
    jobs[0].filesSucceeded += 1000
    let later = afternoon.addingTimeInterval(1)
    #expect(
      report.take(.jobsListed(jobs), now: later) == [
        "14:32:08 calm-heron-0193 running: 14 %, 12 000 of 81 204 files",
        "14:32:08 brave-otter-4821 running: 62 %, 624 914 of 1 000 000 files, 37 failed",
      ])
    // Numbers come now and then, a status at once.
    jobs[0].filesSucceeded += 1000
    #expect(report.take(.jobsListed(jobs), now: afternoon.addingTimeInterval(3)) == [])
    #expect(report.take(.jobsListed(jobs), now: afternoon.addingTimeInterval(6)).count == 1)
  }

  @Test("one job is followed to its end, with its events and failed files, each once")
  func follows() {
    var report = PlainReport(job: "brave-otter-4821", timeZone: .gmt)
    #expect(report.subscriptions == [.watch(job: "brave-otter-4821")])
    let snapshot = JobSnapshot.running
    let lines = report.take(news(.snapshot(snapshot)), now: afternoon)
    #expect(lines.count == snapshot.recentEvents.count + snapshot.recentFailures.count + 1)
    #expect(
      lines.last
        == "14:32:07 brave-otter-4821 running: 62 %, 623 914 of 1 000 000 files, 37 failed, 531/s, "
        + "about 00:11:48 left, 5 workers")
    #expect(lines.contains { $0.contains("failed file: img/val/0622/f3d1a2c9e0.jpg: OSError: ") })
    #expect(report.take(news(.snapshot(snapshot)), now: afternoon.addingTimeInterval(60)) == [])
    let lost = news(.disconnected(reason: "the runner does not answer"))
    #expect(
      report.take(lost, now: afternoon)
        == ["14:32:07 brave-otter-4821 connection lost: the runner does not answer"])
    #expect(report.take(lost, now: afternoon) == [])
    #expect(!report.isOver)
    #expect(report.take(news(.snapshot(.over(.completed))), now: afternoon).count >= 1)
    #expect(report.take(news(.ended), now: afternoon) == [])
    #expect(report.isOver)
    #expect(report.subscriptions.isEmpty)
  }

  @Test("failed files of which a job tells no more are counted")
  func earlierFailures() {
    func failures(_ range: ClosedRange<Int>) -> [FailedFile] {
      range.reversed().map {
        FailedFile(
          path: "\($0).png", sizeBytes: 1, attempts: 1, errorClass: "E", message: "m",
          failedAt: .before(Double(1000 - $0)))
      }
    }
    func tell(_ snapshot: JobSnapshot, _ report: inout PlainReport) -> [String] {
      report.take(news(.snapshot(snapshot)), now: afternoon)
    }
    var report = PlainReport(job: "brave-otter-4821", timeZone: .gmt)
    var snapshot = JobSnapshot.running
    snapshot.recentEvents = []
    snapshot.recentFailures = failures(127...176)
    snapshot.progress.filesFailed = 176
    #expect(
      tell(snapshot, &report).first
        == "14:17:34 brave-otter-4821 126 failed files before these; see: batchdeck job failures "
        + "-n brave-otter-4821")
    (snapshot.recentFailures, snapshot.progress.filesFailed) = (failures(128...177), 177)
    #expect(tell(snapshot, &report).count == 1)
    (snapshot.recentFailures, snapshot.progress.filesFailed) = (failures(251...300), 300)
    #expect(tell(snapshot, &report).first?.contains(" 73 failed files before these;") == true)
    // Where the latest are not told yet none is missing.
    (snapshot.recentFailures, snapshot.progress.filesFailed) = (failures(252...301), 303)
    #expect(!tell(snapshot, &report).contains { $0.contains("before these") })
  }

  @Test("arrows are of seven bits")
  func arrows() {
    var report = PlainReport(job: "brave-otter-4821", timeZone: .gmt)
    var snapshot = JobSnapshot.running
    snapshot.recentEvents = [JobEvent(at: afternoon, kind: .operatorAction, message: "3 → 4")]
    let lines = report.take(news(.snapshot(snapshot)), now: afternoon)
    #expect(lines.contains("14:32:07 brave-otter-4821 3 -> 4"))
  }

  @Test("nothing from a job acts upon a terminal, and no line is two")
  func harmless() {
    var report = PlainReport(job: "brave-otter-4821", timeZone: .gmt)
    var snapshot = JobSnapshot.running
    snapshot.recentEvents = [
      JobEvent(at: afternoon, kind: .warning, message: "odd \u{1B}]52;c;eA==\u{7}\nsecond line")
    ]
    snapshot.recentFailures = []
    let lines = report.take(news(.snapshot(snapshot)), now: afternoon)
    #expect(lines.count == 2)
    for line in lines {
      #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
  }

  @Test("without jobs it says so and waits; what cannot be read is told once")
  func empty() {
    var report = PlainReport(timeZone: .gmt)
    let failure = Message.jobsUnavailable(reason: "the registry is locked")
    #expect(
      report.take(failure, now: afternoon) == [
        "14:32:07 could not read the jobs: the registry is locked"
      ])
    #expect(report.take(failure, now: afternoon) == [])
    #expect(report.take(.jobsListed([]), now: afternoon).first == "No jobs yet.")
    #expect(report.subscriptions == [.jobs(every: .seconds(2))])
    #expect(!report.isOver)
  }
}
