import CProcess
import Glibc

/// Why something in the input folder cannot be scored.
package struct InputProblem: Sendable, Equatable {
  package var kind: Kind
  /// The system's reason, 0 when there is none.
  package var errno: Int32

  /// Raw values are those of `batchdeck_entry_kind`, so zero, a readable file, is none of them.
  package enum Kind: Int32, Sendable {
    case unreadableFile = 1
    case unreadableDirectory = 2
    case brokenLink = 3
    case directoryCycle = 4
    case socket = 5
    case fifo = 6
    case device = 7
  }

  /// One sentence for the failure's card.
  package var message: String {
    switch kind {
    case .unreadableFile: "the file cannot be read: \(reason)"
    case .unreadableDirectory: "the folder cannot be read: \(reason)"
    case .brokenLink: "the symbolic link leads nowhere: \(reason)"
    case .directoryCycle: "the symbolic link leads to a folder that contains it"
    case .socket: "a socket is not a file that can be scored"
    case .fifo: "a named pipe is not a file that can be scored"
    case .device: "a device is not a file that can be scored"
    }
  }

  private var reason: String { String(cString: strerror(errno)) }
}
