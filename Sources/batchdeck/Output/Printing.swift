import Foundation

/// Data: what a script may read.
func printOutput(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

/// Everything else: for people, and for logs.
func printError(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

/// Writes text as it is. A reader that has gone is none of our business; data that cannot be written
/// otherwise ends the program, because whoever reads it would take it for whole.
func write(_ text: String, to descriptor: Int32) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      bytes = bytes.dropFirst(count)
    } else if errno == EAGAIN {
      // Somebody made it non-blocking, and its reader is slow.
      var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&room, 1, -1)
    } else if errno != EINTR {
      guard descriptor == STDOUT_FILENO, errno != EPIPE else { return }
      printError("The output could not be written: \(String(cString: strerror(errno))).")
      exit(ExitStatus.outputLost.rawValue)
    }
  }
}

/// Puts something in the place of standard descriptors that are closed: what is opened next would take
/// their numbers, and be written to.
func keepStandardDescriptors() {
  for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
  where fcntl(descriptor, F_GETFD) == -1 {
    // The lowest free number is this one. What is closed stays neither readable nor writable.
    _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
  }
}
