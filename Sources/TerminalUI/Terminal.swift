import CTerminal

package enum TerminalError: Error, Hashable, Sendable {
  /// Standard input or output is a file or a pipe.
  case notATerminal
  /// `TERM` names a terminal that cannot place the cursor; empty when it is not set.
  case unusable(term: String)
}

/// Ends the wait for the next event, from any thread.
package struct TerminalWaker: Sendable {
  /// Makes `Terminal.nextEvent` return `.wake`; any number of calls until then are one event.
  package func wake() { ct_wake() }
}

/// The terminal while the screen is ours. One at a time in a process; open it before other threads
/// begin, for the environment is changed for a moment.
///
/// It is restored on `close()`, on exit and on a crash. Standard error is kept back meanwhile, so
/// that nothing draws over the screen, and printed afterwards.
@MainActor
package final class Terminal {
  package private(set) var size: Size
  package let colorDepth: ColorDepth
  /// The glyphs that suit this terminal.
  package private(set) var glyphs: Glyphs
  package let waker = TerminalWaker()
  /// Whether the background is dark or light; nil when that was not asked or not said.
  package let background: Theme.Variant?

  private(set) var isOpen = true
  private var shown: Surface?
  private var shownTheme: Theme?
  private var resolved: ResolvedTheme
  /// Read ahead of `nextEvent`.
  private var pending: [InputEvent] = []
  private let isInTmux: Bool

  /// Takes the screen over.
  ///
  /// - Parameters:
  ///   - options: The operator's choices.
  ///   - environment: The process's own; `TERM`, `COLORTERM`, `NO_COLOR`,
  ///     `COLORFGBG` and `TMUX` are read.
  /// - Throws: `TerminalError` when there is no terminal that could show anything.
  package init(
    options: TerminalOptions, environment: [String: String]
  ) throws(TerminalError) {
    let wanted = options.wantedDepth(environment: environment)
    var settings = ct_options()
    settings.direct_color = wanted == .trueColor
    settings.mouse = options.mouse
    settings.escape_delay = Int32(clamping: options.escapeDelay.milliseconds)
    switch ct_open(&settings) {
    case CT_OPENED: break
    case CT_NOT_A_TERMINAL: throw .notATerminal
    default: throw .unusable(term: environment["TERM"] ?? "")
    }
    let colors = ct_colors()
    let available: ColorDepth =
      switch colors {
      case ..<8: .mono
      case ..<256: .ansi16
      case 256: .palette256
      default: .trueColor
      }
    colorDepth = min(wanted ?? .palette256, available)
    glyphs = options.glyphs(isUTF8: ct_is_utf8(), environment: environment)
    size = Size(columns: Int(ct_columns()), rows: Int(ct_rows()))
    resolved = ResolvedTheme(.terminal, depth: colorDepth)
    isInTmux = environment["TMUX"] != nil
    guard options.asksBackground else {
      background = nil
      return
    }
    // With the screen ours, since from now on every way out restores the terminal.
    let answer =
      TerminalBackground.isAskable(environment: environment)
      ? TerminalBackground.ask() : TerminalBackground.Answer()
    background =
      answer.rgb.map(TerminalBackground.variant(of:))
      ?? TerminalBackground.variant(environment: environment)
    pending = answer.typed.map { .key($0) }
  }

  /// Draws with the characters that other options ask for.
  package func useCharacters(of options: TerminalOptions, environment: [String: String]) {
    glyphs = options.glyphs(isUTF8: ct_is_utf8(), environment: environment)
  }

  /// Gives the terminal back and prints what standard error caught. May be called again.
  package func close() {
    isOpen = false
    ct_close()
  }

  // MARK: - Drawing

  /// Shows a surface. Only the rows that differ from what is shown are looked at.
  package func draw(_ surface: Surface, theme: Theme) {
    guard isOpen else { return }
    if theme != shownTheme {
      resolved = ResolvedTheme(theme, depth: colorDepth)
      shownTheme = theme
      shown = nil
    }
    if surface.size != shown?.size { shown = nil }
    if shown == nil { ct_erase() }
    var hasChanged = shown == nil
    for y in 0..<min(surface.size.rows, size.rows) {
      let row = surface.row(y)
      if let shown, shown.row(y) == row { continue }
      put(row.prefix(size.columns), y: y)
      hasChanged = true
    }
    shown = surface
    if hasChanged { ct_flush() }
  }

  /// Repaints everything at the next `draw`: after another program wrote to the terminal.
  package func redrawAll() {
    shown = nil
    if isOpen { ct_forget() }
  }

  /// Carries a request out, unless the screen is not ours now.
  ///
  /// - Returns: false when a text is too long to be copied.
  @discardableResult
  package func send(_ request: TerminalRequest) -> Bool {
    if case .title(let title) = request {
      ct_set_title(TerminalRequest.line(title))
      return true
    }
    guard var sequence = request.sequence(isInTmux: isInTmux) else { return false }
    sequence.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { ct_send($0.baseAddress, $0.count) }
    }
    return true
  }

  private func put(_ row: ArraySlice<Cell>, y: Int) {
    var style: Style?
    var look = ct_cell()
    var cells: [ct_cell] = []
    cells.reserveCapacity(row.count)
    for cell in row {
      if cell.style != style {
        look = ct_cell(resolved[cell.style])
        style = cell.style
      }
      let scalars = cell.scalars
      look.scalars = (scalars[0], scalars[1], scalars[2], scalars[3])
      look.width = UInt8(cell.width)
      cells.append(look)
    }
    cells.withUnsafeBufferPointer { ct_put_row(Int32(y), $0.baseAddress, $0.count) }
  }

  // MARK: - Events

  /// Waits for the next event; nil when `timeout` has passed, nil as a timeout waits for ever.
  ///
  /// Blocks the thread: the loop that calls this is the main thread's whole work.
  package func nextEvent(timeout: Duration?) -> InputEvent? {
    if !pending.isEmpty { return pending.removeFirst() }
    return read(timeout: timeout)
  }

  /// Whether `nextEvent` would return at once. Draw when there is none: a burst of keys is one frame.
  package var hasPendingInput: Bool {
    if pending.isEmpty, let event = read(timeout: .zero) { pending.append(event) }
    return !pending.isEmpty
  }

  /// Stops the process as Ctrl-Z does in a shell, and returns when it goes on; `.resumed` follows.
  package func suspend() {
    guard isOpen else { return }
    ct_suspend()
    screenWasLent()
  }

  /// Another program had the screen.
  func screenWasLent() {
    shown = nil
    pending.append(.resumed)
  }

  private func read(timeout: Duration?) -> InputEvent? {
    guard isOpen else { return .hangup }
    var event = ct_event()
    ct_next(&event, timeout.map { Int32(clamping: $0.milliseconds) } ?? -1)
    switch event.kind {
    case CT_EVENT_RESIZE:
      size = Size(columns: Int(ct_columns()), rows: Int(ct_rows()))
      shown = nil
      return .resize(size)
    case CT_EVENT_RESUMED:
      shown = nil
      return .resumed
    default:
      return InputEvent(event)
    }
  }
}

extension Duration {
  /// Whole milliseconds, rounded up so that a wait is never a busy loop.
  fileprivate var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
