import CTerminal

extension InputEvent {
  /// What the C side reports, except what changes the terminal's own state; nil for no event.
  init?(_ event: ct_event) {
    switch event.kind {
    case CT_EVENT_CHARACTER:
      guard let scalar = Unicode.Scalar(UInt32(bitPattern: event.code)) else { return nil }
      self = .key(
        KeyPress(.character(Character(scalar)), control: event.control, alt: event.alt))
    case CT_EVENT_KEY:
      guard let key = Key(code: event.code) else { return nil }
      self = .key(KeyPress(key, control: event.control, alt: event.alt))
    case CT_EVENT_PASTE:
      let bytes = UnsafeRawBufferPointer(start: event.text, count: event.text_length)
      self = .paste(String(decoding: bytes, as: UTF8.self))
    case CT_EVENT_MOUSE:
      self = .mouse(MouseEvent(event))
    case CT_EVENT_WAKE:
      self = .wake
    case CT_EVENT_TERMINATE:
      self = .terminate(signal: event.code)
    case CT_EVENT_FOCUS_IN:
      self = .focus(true)
    case CT_EVENT_FOCUS_OUT:
      self = .focus(false)
    case CT_EVENT_HANGUP:
      self = .hangup
    default:
      return nil
    }
  }
}

extension Key {
  fileprivate init?(code: Int32) {
    switch ct_key(rawValue: UInt32(bitPattern: code)) {
    case CT_KEY_UP: self = .up
    case CT_KEY_DOWN: self = .down
    case CT_KEY_LEFT: self = .left
    case CT_KEY_RIGHT: self = .right
    case CT_KEY_HOME: self = .home
    case CT_KEY_END: self = .end
    case CT_KEY_PAGE_UP: self = .pageUp
    case CT_KEY_PAGE_DOWN: self = .pageDown
    case CT_KEY_INSERT: self = .insert
    case CT_KEY_DELETE: self = .delete
    case CT_KEY_TAB: self = .tab
    case CT_KEY_BACK_TAB: self = .backTab
    case CT_KEY_ENTER: self = .enter
    case CT_KEY_ESCAPE: self = .escape
    case CT_KEY_BACKSPACE: self = .backspace
    default:
      let number = Int(code) - Int(CT_KEY_FUNCTION.rawValue)
      guard (1...24).contains(number) else { return nil }
      self = .function(number)
    }
  }
}

extension MouseEvent {
  fileprivate init(_ event: ct_event) {
    let kind: Kind =
      switch event.mouse {
      case CT_MOUSE_RELEASE: .release
      case CT_MOUSE_DRAG: .drag
      case CT_MOUSE_WHEEL_UP: .wheelUp
      case CT_MOUSE_WHEEL_DOWN: .wheelDown
      default: .press
      }
    let button: Button =
      switch (kind, event.button) {
      case (.wheelUp, _), (.wheelDown, _): .none
      case (_, 0): .left
      case (_, 1): .middle
      default: .right
      }
    self.init(kind: kind, button: button, x: Int(event.x), y: Int(event.y))
  }
}

extension ct_cell {
  /// A cell without text.
  init(_ style: ResolvedStyle) {
    self.init()
    foreground = style.foreground.code
    background = style.background.code
    attributes =
      UInt8(style.bold ? CT_BOLD : 0) | UInt8(style.dim ? CT_DIM : 0)
      | UInt8(style.underline ? CT_UNDERLINE : 0) | UInt8(style.reverse ? CT_REVERSE : 0)
  }
}

extension TerminalColor {
  fileprivate var code: Int32 {
    switch self {
    case .terminalDefault: Int32(CT_COLOR_DEFAULT)
    case .palette(let index): Int32(index)
    case .rgb(let rgb): Int32(CT_COLOR_RGB) + Int32(rgb & 0xFFFFFF)
    }
  }
}
