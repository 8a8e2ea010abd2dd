import BatchEndpoints
import Foundation
import TerminalUI

// What the worker screen does.

extension DashboardState {
  mutating func openWorker(_ slot: Int) {
    worker = WorkerControls(slot: slot)
    screen = .worker
  }

  mutating func stepWorker(by delta: Int) {
    // Whatever the list is sorted by: that may change with every step.
    let ids = facts.job?.snapshot?.workers.map(\.id) ?? []
    guard let index = ids.firstIndex(of: worker.slot), !ids.isEmpty else { return }
    let next = ids[(index + delta + ids.count) % ids.count]
    var controls = WorkerControls(slot: next)
    controls.focus = worker.focus
    worker = controls
    let shown = workerIDs
    monitor.workers.select(shown.firstIndex(of: next) ?? 0, in: shown)
  }

  mutating func askStack() {
    worker.focus = .stack
    worker.scroll = 0
    worker.stackNumber += 1
    worker.stack = nil
    worker.stackProblem = nil
  }

  mutating func moveWorkerText(by delta: Int) {
    let rows = WorkerLayout(size: size).text.height - 2
    let most = WorkerPane(worker, rows: rows).maximumScroll
    let direction = worker.focus == .log ? -1 : 1
    let step = min(max(delta, -most - 1), most + 1)
    worker.scroll = min(max(0, worker.scroll + direction * step), most)
  }

  mutating func askToStopWorker() {
    guard let job = tunableJob, let process = shownWorker, let pid = process.pid else { return }
    overlay = .confirm(
      Confirmation(
        job: job.name, order: .stopWorker(process.id), subject: pid,
        title: "Stop worker \(process.id)?",
        lines: [
          "Its process ends now and another takes its place.",
          "Its mini-batch is scored again.",
        ], no: "no, leave it", yes: "yes, stop it"))
  }

  mutating func askToSkip(now: Date) {
    guard let job = tunableJob, let process = shownWorker else { return }
    guard let index = process.miniBatch else {
      return reply(
        "Worker \(process.id) is between mini-batches; there is nothing to skip now.", now: now)
    }
    let files =
      process.fileCount.map { $0 == 1 ? "Its file fails" : "Its \(Format.grouped($0)) files fail" }
      ?? "Its files fail"
    overlay = .confirm(
      Confirmation(
        job: job.name, order: .skipMiniBatch(ofWorker: process.id), subject: index,
        title: "Skip mini-batch \(Format.grouped(index))?",
        lines: ["\(files); the worker goes on with the next.", "They can be retried later."],
        no: "no, let it run", yes: "yes, skip it"))
  }

  /// What `y` offers on the worker screen.
  var workerCopies: [CopyChoice] {
    var choices: [CopyChoice] = []
    if let pid = shownWorker?.pid {
      choices.append(CopyChoice(key: "p", label: "pid", text: "\(pid)"))
    }
    if let file = shownWorker?.file {
      choices.append(CopyChoice(key: "f", label: "file", text: file))
    }
    let text = worker.lines.joined(separator: "\n")
    if !text.isEmpty {
      choices.append(
        CopyChoice(key: "t", label: worker.focus.title, text: String(text.suffix(60_000))))
    }
    return choices
  }
}
