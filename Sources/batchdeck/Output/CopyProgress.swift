import Execution
import Foundation

/// How far a copy is, on stderr where that is a terminal.
struct CopyProgress {
  private let isShown = isatty(STDERR_FILENO) == 1

  func show(_ progress: ModelProgress) {
    guard isShown else { return }
    let percent = progress.bytesTotal == 0 ? 100 : progress.bytesDone * 100 / progress.bytesTotal
    let done = Wording.bytes(progress.bytesDone)
    write(
      "\r\u{1B}[KCopying: \(percent) %, \(done) of \(Wording.bytes(progress.bytesTotal))",
      to: STDERR_FILENO)
  }

  func clear() {
    if isShown { write("\r\u{1B}[K", to: STDERR_FILENO) }
  }
}
