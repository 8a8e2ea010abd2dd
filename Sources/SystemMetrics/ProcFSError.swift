/// Why a number could not be read from the kernel's files.
package enum ProcFSError: Error, Equatable, Sendable {
  /// The process has ended, or was never there.
  case noSuchProcess(pid: Int32)
  /// `code` is the errno of open(2) or read(2).
  case unreadable(path: String, code: Int32)
  /// Longer than any kernel writes this file.
  case tooLong(path: String, limitBytes: Int)
  /// The file lacks `expected`, or holds something else in its place.
  case malformed(path: String, expected: String)
}
