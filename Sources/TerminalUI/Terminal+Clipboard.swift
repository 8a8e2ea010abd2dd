import Foundation
import Glibc

extension Terminal {
  /// Asks the terminal to put text on its clipboard (OSC 52 of xterm's "Control Sequences"); not
  /// all terminals do, and none tells.
  package func copy(_ text: String) {
    guard isOpen else { return }
    let sequence = "\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}"
    // Nothing of ncurses waits in a buffer meanwhile: every `draw` flushes.
    var rest = Array(sequence.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      // A terminal that is gone shows in the next event.
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}
