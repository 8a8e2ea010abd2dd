import BatchEndpoints
import TerminalUI

/// One worker: what it does, its rate and memory, and what it prints or where its script is.
struct WorkerView {
  let state: DashboardState
  let context: ViewContext
  private let layout: WorkerLayout

  init(_ state: DashboardState, _ context: ViewContext) {
    self.state = state
    self.context = context
    layout = WorkerLayout(size: state.size)
  }

  func draw(on surface: inout Surface) {
    drawFacts(on: &surface)
    if !layout.rate.isEmpty, let job = state.facts.job {
      let slot = state.worker.slot
      let isLive = job.snapshot?.status.isActive ?? false
      draw(
        GraphPanel(.throughput, job.history.rates(ofWorker: slot), isLive: isLive, context),
        in: layout.rate, on: &surface)
      draw(
        GraphPanel(
          .memory, job.workerMemory.series(ofWorker: slot), isLive: isLive, context,
          absence: "not kept after the job's end"),
        in: layout.memory, on: &surface)
    }
    drawText(on: &surface)
  }

  private func draw(_ graph: GraphPanel, in rect: Rect, on surface: inout Surface) {
    surface.frame(rect, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span(graph.title, role: .title)], right: graph.remarks,
      in: rect, y: rect.y)
    graph.draw(on: &surface, in: rect.inset())
  }

  // MARK: - Facts

  private func drawFacts(on surface: inout Surface) {
    surface.frame(layout.facts, glyphs: context.glyphs)
    var left = [Span("worker \(state.worker.slot)", Style(role: .title, bold: true))]
    let inner = layout.facts.inset(horizontal: 2, vertical: 1)
    guard let worker = state.shownWorker else {
      surface.writeBorder(left: left, in: layout.facts, y: layout.facts.y)
      let text =
        state.facts.job?.snapshot?.status.isOver == true
        ? "The job is over; no worker is left." : "There is no such worker now."
      surface.write(text, x: inner.x, y: inner.y, width: inner.width, style: .role(.muted))
      return
    }
    if let job = state.facts.job?.snapshot {
      let look = StatusLook(worker, of: job, context)
      let remark = job.awaitsModel(worker) ? " for the model" : ""
      left.append(Span(look.text + remark, Style(role: look.role, bold: true)))
    }
    let process = worker.pid.map { "pid \($0)" } ?? "no process"
    surface.writeBorder(
      left: left,
      right: [
        Span(process, role: .muted), Span("process \(worker.incarnation)", role: .muted),
      ], in: layout.facts, y: layout.facts.y)
    for (row, line) in lines(of: worker).enumerated() where row < inner.height {
      surface.writeGroups(line, x: inner.x, y: inner.y + row, width: inner.width)
    }
    drawFile(of: worker, on: &surface, in: inner)
  }

  private func lines(of worker: JobSnapshot.Worker) -> [[[Span]]] {
    let none = String(context.glyphs.none)
    func pair(_ label: String, _ value: String?) -> [Span] {
      [Span("\(label) ", role: .muted), Span(value ?? none)]
    }
    let files = worker.fileIndex.flatMap { index in
      worker.fileCount.map { "\(Format.grouped(index)) of \(Format.grouped($0))" }
    }
    return [
      [
        pair("mini-batch", worker.miniBatch.map(Format.grouped)), pair("files", files),
        pair("in run()", worker.runningSeconds.map(Format.shortDuration)),
      ],
      [
        pair("done", Format.grouped(worker.filesDone)),
        pair("rate", worker.state == .stopped ? nil : Format.rate(worker.filesPerSecond)),
        pair("CPU", worker.cpuPercent.map { Format.whole($0) + " %" }),
      ],
      [
        pair("RSS", worker.rssBytes.map(Format.bytes)),
        pair("PSS", worker.pssBytes.map(Format.bytes)),
        pair("private", worker.privateBytes.map(Format.bytes)),
        pair("peak", worker.peakBytes.map(Format.bytes)),
      ],
    ]
  }

  private func drawFile(
    of worker: JobSnapshot.Worker, on surface: inout Surface, in inner: Rect
  ) {
    guard inner.height >= 4 else { return }
    let file = worker.file ?? String(context.glyphs.none)
    surface.write(
      [
        Span("file ", role: .muted),
        Span(
          TextWidth.truncate(
            file, to: inner.width - 5, at: .middle, ellipsis: context.glyphs.ellipsis)),
      ], x: inner.x, y: inner.y + 3, width: inner.width)
  }

  // MARK: - Log and stack

  private func drawText(on surface: inout Surface) {
    let controls = state.worker
    surface.frame(layout.text, focused: true, glyphs: context.glyphs)
    let titles = WorkerControls.Pane.allCases.map { pane in
      Span(
        pane.title,
        pane == controls.focus
          ? Style(role: .title, bold: true, underline: true) : .role(.muted))
    }
    let name = controls.focus == .log ? controls.logFile?.name ?? "" : ""
    surface.writeBorder(
      left: titles, right: [Span(name, role: .muted)], in: layout.text, y: layout.text.y)
    let inner = layout.text.inset(horizontal: 2, vertical: 1)
    if let (text, role) = remark {
      for (row, line) in TextWidth.wrap(text, to: inner.width).prefix(inner.height).enumerated() {
        surface.write(
          line, x: inner.x, y: inner.y + row, width: inner.width, style: .role(role))
      }
      return
    }
    let lines = controls.lines
    let first = WorkerPane(controls, rows: inner.height).first
    for (row, line) in lines.dropFirst(first).prefix(inner.height).enumerated() {
      surface.write(
        TextWidth.truncate(line, to: inner.width, ellipsis: context.glyphs.ellipsis), x: inner.x,
        y: inner.y + row, width: inner.width)
    }
    ScrollBar(count: lines.count, offset: first, visible: inner.height).draw(
      on: &surface,
      in: Rect(x: layout.text.maxX - 1, y: inner.y, width: 1, height: inner.height),
      glyphs: context.glyphs)
  }

  /// Instead of text.
  private var remark: (text: String, role: Role)? {
    let controls = state.worker
    switch controls.focus {
    case .log:
      if let problem = controls.logProblem { return (problem, .error) }
      guard controls.logFiles != nil else { return ("reading the logs", .muted) }
      guard controls.logFile != nil else { return ("It has printed nothing yet.", .muted) }
      return controls.log == nil ? ("reading the log", .muted) : nil
    case .stack:
      if let problem = controls.stackProblem { return (problem, .error) }
      if controls.stackNumber == 0 {
        return ("s asks the worker where in its script it is.", .muted)
      }
      return controls.stack == nil ? ("asking the worker", .muted) : nil
    }
  }
}

/// Which lines of the worker screen's text are in sight: a log is read from its end, a stack from
/// its beginning.
struct WorkerPane {
  let first: Int
  let maximumScroll: Int

  init(_ controls: WorkerControls, rows: Int) {
    maximumScroll = max(0, controls.lines.count - rows)
    let scroll = min(max(0, controls.scroll), maximumScroll)
    first = controls.focus == .log ? maximumScroll - scroll : scroll
  }
}
