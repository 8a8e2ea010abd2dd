package import Foundation
import TerminalUI

import BatchEndpoints

extension DashboardState {
  /// The one door through which the state changes.
  ///
  /// - Returns: What is to be done outside, in order.
  package mutating func update(_ message: Message, now: Date) -> [Effect] {
    let before = screen
    let effects = apply(message, now: now)
    if screen != before { forgetKeyNotice() }
    settle()
    // The keys are gone already; this holds for every other way.
    return isReadOnly ? effects.filter { !$0.changes } : effects
  }

  private mutating func apply(_ message: Message, now: Date) -> [Effect] {
    switch message {
    case .input(let event):
      return take(event, now: now)
    case .jobsListed(let jobs):
      let endings = endings(in: jobs, now: now)
      live.jobs = jobs.sorted { ($0.createdAt, $0.name) > ($1.createdAt, $1.name) }
      if notice?.isAboutJobList == true { notice = nil }
      if let name = live.job?.name, jobs.contains(where: { $0.name == name && $0.status.isActive })
      {
        live.job?.watchAgain()
      }
      if opensActiveJob {
        opensActiveJob = false
        if let active = live.newestActive { watch(active.name) } else { returnToLastPlace() }
      }
      return endings
    case .jobsUnavailable(let reason):
      opensActiveJob = false
      notice = Notice(
        text: "Could not read the jobs: \(reason)", role: .error, isAboutJobList: true)
    case .watched(let job, let news):
      guard live.job?.name == job else { break }
      let before = live.job?.snapshot
      live.job?.absorb(news)
      return ending(of: live.job?.snapshot, before: before)
    case .orderAnswered(let job, let order, let failure):
      orderAnswered(order, of: job, failure: failure, now: now)
      if leavesAfterCancelling == job, order == .cancel(now: false) {
        if failure == nil { return [.quit(.asked)] }
        leavesAfterCancelling = nil
      }
    case .changesFound(let changes, let restart, let job):
      changesFound(changes, by: restart, of: job)
    case .themesRead(let offers):
      take(offers)
    case .launched(let request, let job):
      launched(request, job: job, now: now)
    case .launchFailed(let reason):
      launchFailed(reason: reason)
    case .modelProgress(let progress):
      if models.underWay != nil { models.progress = progress }
    case .modelOrderAnswered(let order, let made, let failure):
      modelOrderAnswered(order, made: made, failure: failure, now: now)
    case .programEnded(let program, let path, let complaint):
      return programEnded(program, path: path, complaint: complaint, now: now)
    case .configurationRead(let configured):
      take(configured, now: now)
    case .configurationUnfit(let reason):
      notice = Notice(text: "Nothing is changed: \(reason)", role: .error)
    case .answered(let question, let answer):
      take(answer, to: question, now: now)
    case .unanswered(let question, let reason):
      miss(question, reason: reason)
    case .tick:
      if let expiry = notice?.expiresAt, expiry <= now { notice = nil }
    }
    return []
  }

  private mutating func take(_ event: InputEvent, now: Date) -> [Effect] {
    switch event {
    case .key(let press):
      return take(press, now: now)
    case .paste(let text):
      // Pasted text is text: it goes into a field or nowhere.
      if field?.insert(text) == .changed { field?.problem = nil }
      return []
    case .mouse(let event):
      return take(event, now: now)
    case .resize(let size):
      self.size = size
      return []
    case .resumed:
      return [.redrawAll]
    case .terminate(let signal):
      return [.quit(.signal(signal))]
    case .hangup:
      return [.quit(.signal(1))]
    case .wake, .focus:
      return []
    }
  }

  private mutating func take(_ press: KeyPress, now: Date) -> [Effect] {
    if let action = KeyMap.action(for: press, in: self) {
      opensActiveJob = false
      forgetKeyNotice()
      return perform(action, now: now)
    }
    if KeyMap.isRefused(press, in: self) {
      reply("This dashboard is read-only; it changes nothing.", now: now)
      return []
    }
    switch field?.handle(press) {
    case .changed:
      forgetKeyNotice()
      field?.problem = nil
    case .taken: forgetKeyNotice()
    case .ignored, nil: sayUnbound(press, now: now)
    }
    return []
  }

  /// Not in place of other news, but of what was said of another key.
  private mutating func sayUnbound(_ press: KeyPress, now: Date) {
    // Dialogs name all their keys in the footer.
    let help = KeyMap.bindings(in: self).flatMap(\.keys).first { $0.action == .help }
    guard notice == nil || notice?.isAboutKey == true, overlay == nil, !press.control, !press.alt,
      let help
    else { return }
    let complaint =
      keys.have(press, on: screen)
      ? "\(press) has nothing to act on now" : "There is no such key here"
    reply("\(complaint); \(help.press) lists the keys.", role: .muted, now: now)
  }

  /// Shows a line about a key until the next one that does something, five seconds at most.
  mutating func reply(_ text: String, role: Role = .warning, now: Date) {
    say(text, role: role, now: now)
    notice?.isAboutKey = true
  }

  mutating func forgetKeyNotice() {
    if notice?.isAboutKey == true { notice = nil }
  }

  /// Shows a line for five seconds.
  mutating func say(_ text: String, role: Role = .ok, now: Date) {
    notice = Notice(text: text, role: role, expiresAt: now.addingTimeInterval(5))
  }

  /// Brings cursors, overlays and focus in line with rows and window as they are now.
  private mutating func settle() {
    jobs.cursor.settle(in: shownJobs.map(\.name), visible: JobsLayout(size: size).rows.height)
    tuning.compare(with: live.job?.snapshot?.settings)
    if let known = live.jobs {
      jobs.marked.removeAll { name in !known.contains { $0.name == name } }
    }
    comparison.scroll = min(
      comparison.scroll, max(0, comparison.rows.count - ComparisonView.rows(size).height))
    let layout = MonitorLayout(self)
    monitor.workers.settle(in: workerIDs, visible: layout.rows(of: .workers).height)
    monitor.failures.settle(in: failureIDs, visible: layout.rows(of: .failures).height)
    monitor.events.settle(in: eventIDs, visible: layout.rows(of: .events).height)
    let failuresLayout = FailuresLayout(self)
    failures.list.settle(visible: failuresLayout.rows(of: .files).height)
    failures.classCursor.settle(
      in: failures.classIDs, visible: failuresLayout.rows(of: .classes).height)
    logs.fileCursor.settle(
      in: (logs.files ?? []).map(\.name), visible: LogsLayout(self).fileRows.height)
    let modelsLayout = ModelsLayout(self)
    models.cursor.settle(in: models.ids, visible: modelsLayout.listRows.height)
    artifacts.settle(visible: modelsLayout.treeRows.height)
    artifacts.preview.scroll(by: 0, in: modelsLayout.previewRows)
    if !MonitorLayout.rung(of: size).canZoom { monitor.isZoomed = false }
    switch overlay {
    case .confirmCancel(let job, _):
      // Nothing is left to cancel once the job has ended by itself.
      if jobInQuestion?.name != job || !canCancel {
        var question = Confirmation(
          job: job, order: .cancel(now: false), title: "Cancel?", lines: [], no: "", yes: "")
        question.moot = "\(job) is over; there is nothing to cancel any more."
        overlay = .confirm(question)
      }
    case .failure(let path, _):
      if !shownFailures.contains(where: { $0.path == path }) { overlay = nil }
    case .jobError:
      if facts.job?.snapshot?.error == nil { overlay = nil }
    case .prompt(var prompt):
      prompt.moot = prompt.moot ?? mootness(of: prompt)
      overlay = .prompt(prompt)
    case .confirm(var confirmation):
      confirmation.moot = confirmation.moot ?? mootness(of: confirmation)
      overlay = .confirm(confirmation)
    case .palette(var palette):
      palette.cursor.settle(
        in: paletteEntries.map(\.title), visible: PaletteView.rows(size).height)
      overlay = .palette(palette)
    case .themes(var picker):
      picker.cursor.settle(
        in: themeChoices.map(\.name), visible: ThemePickerView.rows(self).height)
      overlay = .themes(picker)
    case .leave:
      // There is nothing left to ask about.
      if activeJobs.isEmpty { overlay = nil }
    case .model(let id, let scroll):
      guard let card = models[id].map({ Card($0) }) else {
        overlay = nil
        break
      }
      overlay = .model(id: id, scroll: min(scroll, card.maximumOffset(in: size)))
    case .help, .copy, .sort, .registration, nil:
      break
    }
  }

  /// Why what a dialog asks about is not to be decided any more; nil while it is.
  private func mootness(of confirmation: Confirmation) -> String? {
    switch confirmation.deed {
    case .order(let order, let job): mootness(of: order, job, about: confirmation.subject)
    case .model(.delete(let id)): models[id] == nil ? "\(id) is gone already." : nil
    case .model: nil
    }
  }

  private func mootness(of order: JobOrder, _ job: String, about subject: Int?) -> String? {
    switch order {
    case .restart(let restart):
      let isOpen = restart.scope == .rest ? canResume : canRetryFailed
      return isOpen && jobInQuestion?.name == job ? nil : "\(job) goes on already."
    case .stopWorker:
      return tunableJob != nil && shownWorker?.pid == subject
        ? nil : "That process has ended by itself."
    case .skipMiniBatch:
      return tunableJob != nil && shownWorker?.miniBatch == subject
        ? nil : "That mini-batch is over; there is nothing to skip any more."
    case .setWorkers, .setMiniBatchSize, .setMemoryLimit, .pause, .goOn, .cancel, .exportFailures:
      return nil
    }
  }

  /// Why what a prompt asks for cannot be set any more; nil while it can.
  private func mootness(of prompt: Prompt) -> String? {
    switch prompt.kind {
    case .workers, .miniBatchSize, .memoryLimit:
      if tunableJob?.name == prompt.job { return nil }
    case .exportFailures:
      if live.job?.name == prompt.job { return nil }
    }
    let isOver = live.job?.snapshot?.status.isOver ?? false
    return "\(prompt.job) \(isOver ? "is over" : "takes no change now"); nothing is changed."
  }

  package var workerIDs: [Int] { shownWorkers.map(\.id) }
  var failureIDs: [String] { shownFailures.map(\.path) }
  var eventIDs: [String] {
    (facts.job?.snapshot?.recentEvents ?? []).map {
      "\($0.at.timeIntervalSince1970) \($0.message)"
    }
  }
}
