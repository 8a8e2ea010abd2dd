import Foundation
import TerminalUI

/// The loop between terminal, state and tasks.
///
/// Input is drawn at once, after all of it that waits has been taken; news is taken from the
/// mailbox only when a frame is due, so any pace of news costs ten frames a second at most; and
/// without either the loop sleeps.
@MainActor
final class DashboardLoop {
  private let terminal: Terminal
  private var options: DashboardOptions
  private let mailbox: Mailbox
  private let tasks: SourceTasks
  private let start = ContinuousClock.now
  private var state: DashboardState
  private var pacer: FramePacer
  private var attention = Attention()
  private var shownTitle: String?
  /// When time alone will have changed the screen, by this loop's clock.
  private var tickAt: Duration?

  init(terminal: Terminal, source: DashboardSource, options: DashboardOptions) {
    self.terminal = terminal
    self.options = options
    let waker = terminal.waker
    mailbox = Mailbox { waker.wake() }
    tasks = SourceTasks(source: source, mailbox: mailbox)
    pacer = FramePacer(framesPerSecond: options.framesPerSecond)
    state = DashboardState(size: terminal.size, attachedTo: options.job)
    state.isReadOnly = options.isReadOnly
    state.keys = options.keys
    state.folder = FileManager.default.currentDirectoryPath
    state.configurationFile = options.configurationFile
    state.themes = ThemeControls(
      configured: options.themes.configured(terminal.background), picked: options.themes.picked)
    if let picked = options.themes.picked, let problem = picked.problem {
      state.notice = Notice(text: "Theme \(picked.name) is not used: \(problem)", role: .warning)
    }
    state.recall(options.memory)
    if let screen = options.screen { state.show(screen) }
  }

  func run() -> DashboardEnding {
    defer {
      tasks.stop()
      options.remember(state.memory)
    }
    tasks.follow(state.subscriptions)
    while true {
      if pacer.isDue(at: clock), !terminal.hasPendingInput {
        if let ending = drawFrame() { return ending }
      }
      if let ending = takeEvent() { return ending }
    }
  }

  private var clock: Duration { ContinuousClock.now - start }

  private func takeEvent() -> DashboardEnding? {
    let tick = tickAt.map { $0 - clock }
    switch terminal.nextEvent(timeout: pacer.wait(at: clock, tick: tick)) {
    case .wake:
      pacer.newsArrived()
    case let event?:
      attention.saw(event, at: clock)
      pacer.inputArrived()
      return apply(.input(event))
    case nil:
      guard let tickAt, clock >= tickAt else { return nil }
      self.tickAt = nil
      pacer.newsArrived()
      return apply(.tick)
    }
    return nil
  }

  /// Takes the news and shows the state as it is then.
  private func drawFrame() -> DashboardEnding? {
    for message in mailbox.take() {
      if let ending = apply(message) { return ending }
    }
    let now = Date()
    let began = clock
    let context = ViewContext(
      glyphs: terminal.glyphs, now: now, timeZone: options.timeZone,
      hasColors: terminal.colorDepth >= .palette256 && !state.theme.isMono,
      home: options.environment["HOME"])
    terminal.draw(state.view(context), theme: state.theme)
    nameWindow()
    pacer.drew(at: clock, taking: clock - began)
    tickAt = state.nextTick(after: now).map { clock + .seconds($0) }
    return nil
  }

  private func nameWindow() {
    let title = state.windowTitle
    if title != shownTitle { terminal.send(.title(title)) }
    shownTitle = title
  }

  private func notify(_ text: String) {
    guard attention.isElsewhere(at: clock) else { return }
    switch options.notification {
    case .off: break
    case .bell: terminal.send(.bell)
    case .osc9: terminal.send(.notify(text))
    }
  }

  /// Lends the terminal to a program until it ends.
  private func run(_ program: ExternalProgram, on path: String) -> Message {
    if path == options.configurationFile {
      // Otherwise the editor has nowhere to put it.
      try? FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    }
    let arguments = program.arguments(for: path, environment: options.environment) {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    let complaint = program.complaint(arguments.map { terminal.run($0) })
    return .programEnded(program, path: path, complaint: complaint)
  }

  private func readConfiguration() -> Message {
    do {
      let fresh = try options.readAgain()
      options.keys = fresh.keys
      options.isReadOnly = fresh.isReadOnly
      options.notification = fresh.notification
      options.themes = fresh.themes
      options.remember = fresh.remember
      terminal.useCharacters(of: fresh.terminal, environment: fresh.environment)
      return .configurationRead(
        Configured(
          theme: fresh.themes.configured(terminal.background), keys: fresh.keys,
          isReadOnly: fresh.isReadOnly))
    } catch {
      // One thing at a time; each has its place in the file.
      let first = "\(error)".split(separator: "\n").first ?? ""
      return .configurationUnfit(reason: String(first))
    }
  }

  private func apply(_ message: Message) -> DashboardEnding? {
    for effect in state.update(message, now: Date()) {
      switch effect {
      case .order(let job, let order): tasks.order(order, of: job)
      case .launch(let request): tasks.launch(request)
      case .model(let order): tasks.carryOut(order)
      case .stopModelOrder: tasks.stopModelOrder()
      case .open(let path, let program):
        if let ending = apply(run(program, on: path)) { return ending }
      case .readConfiguration:
        if let ending = apply(readConfiguration()) { return ending }
      case .copy(let text): terminal.send(.copy(text))
      case .notify(let text): notify(text)
      case .readThemes: tasks.readThemes(options.themes.offers)
      case .remember: options.remember(state.memory)
      case .redrawAll: terminal.redrawAll()
      case .suspend: terminal.suspend()
      case .quit(.asked): return .left(farewell: state.farewell)
      case .quit(.signal(let signal)): return .signal(signal)
      }
    }
    tasks.follow(state.subscriptions)
    return nil
  }
}
