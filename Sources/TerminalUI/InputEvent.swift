/// A key by name, without modifiers.
package enum Key: Hashable, Sendable {
  case character(Character)
  case up, down, left, right
  case home, end, pageUp, pageDown
  case tab, backTab
  case enter, escape, backspace, delete, insert
  /// `F1` is `.function(1)`.
  case function(Int)
}

/// A button event of the mouse at a cell; (0, 0) is the top left.
package struct MouseEvent: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case press, release, drag, wheelUp, wheelDown
  }

  package enum Button: Hashable, Sendable {
    case left, middle, right
    /// Of a wheel event.
    case none
  }

  package var kind: Kind
  package var button: Button
  package var x: Int
  package var y: Int

  package init(kind: Kind, button: Button, x: Int, y: Int) {
    self.kind = kind
    self.button = button
    self.x = x
    self.y = y
  }
}

/// What can reach the program through its terminal.
package enum InputEvent: Hashable, Sendable {
  case key(KeyPress)
  /// Text pasted in one piece (bracketed paste); never to be run as keys.
  case paste(String)
  case mouse(MouseEvent)
  case resize(Size)
  /// `TerminalWaker.wake()` was called, once or more, since the last event.
  case wake
  /// TERM, HUP or INT was sent to the process; leave the loop and close the terminal.
  case terminate(signal: Int32)
  /// The program runs again after Ctrl-Z; draw everything.
  case resumed
  /// The terminal's window got (true) or lost the keyboard.
  case focus(Bool)
  /// The terminal is gone; nothing more can be read or shown.
  case hangup
}
