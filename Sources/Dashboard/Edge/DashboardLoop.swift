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
  private let options: DashboardOptions
  private let mailbox: Mailbox
  private let tasks: SourceTasks
  private let start = ContinuousClock.now
  private var state: DashboardState
  private var pacer = FramePacer()
  /// When time alone will have changed the screen, by this loop's clock.
  private var tickAt: Duration?

  init(terminal: Terminal, source: DashboardSource, options: DashboardOptions) {
    self.terminal = terminal
    self.options = options
    let waker = terminal.waker
    mailbox = Mailbox { waker.wake() }
    tasks = SourceTasks(source: source, mailbox: mailbox)
    state = DashboardState(size: terminal.size, attachedTo: options.job)
  }

  func run() -> DashboardEnding {
    defer { tasks.stop() }
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
    let context = ViewContext(glyphs: terminal.glyphs, now: now, timeZone: options.timeZone)
    terminal.draw(state.view(context), theme: options.theme)
    pacer.drew(at: clock, taking: clock - began)
    tickAt = state.nextTick(after: now).map { clock + .seconds($0) }
    return nil
  }

  private func apply(_ message: Message) -> DashboardEnding? {
    for effect in state.update(message, now: Date()) {
      switch effect {
      case .order(let job, let order): tasks.order(order, of: job)
      case .launch(let request): tasks.launch(request)
      case .copy(let text): terminal.send(.copy(text))
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
