import Foundation

/// Data: what a script may read.
func printOutput(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

/// Everything else: for people, and for logs.
func printError(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

/// Writes text as it is; a reader that has gone is none of our business.
func write(_ text: String, to descriptor: Int32) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    bytes = bytes.dropFirst(count)
  }
}
