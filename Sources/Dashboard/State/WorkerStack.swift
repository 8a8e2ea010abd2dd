/// A worker's Python stacks as `faulthandler` writes them, put into the order of interest: threads that
/// are in the script come first, and what only leads there is one line.
struct WorkerStack {
  let lines: [String]

  init(_ text: String) {
    var threads: [Thread] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("  ") && !threads.isEmpty {
        threads[threads.count - 1].frames.append(line)
      } else {
        threads.append(Thread(head: line))
      }
    }
    // Of the same kind they stay in their order: the sort is stable.
    let ordered = threads.sorted { ($0.isInScript ? 0 : 1) < ($1.isInScript ? 0 : 1) }
    lines = ordered.flatMap { $0.lines }
  }

  private struct Thread {
    var head: Substring
    /// The innermost first.
    var frames: [Substring] = []

    /// Whether anything but BatchDeck's own code and Python's runs.
    var isInScript: Bool {
      frames.contains { !WorkerStack.isOurs($0) && !WorkerStack.isLibrary($0) }
    }

    var lines: [String] {
      var lines = [String(head)]
      var ours = 0
      func fold() -> [String] {
        ours == 0 ? [] : ["  (\(Format.count(ours, "frame")) of BatchDeck itself)"]
      }
      for frame in frames {
        if WorkerStack.isOurs(frame) {
          ours += 1
          continue
        }
        lines += fold() + [String(frame)]
        ours = 0
      }
      return lines + fold()
    }
  }

  /// The Python half of BatchDeck, wherever it is unpacked.
  private static func isOurs(_ frame: Substring) -> Bool {
    ["/batchdeck_worker/", "/batch_worker.py\"", "\"batch_worker.py\""].contains {
      frame.contains($0)
    }
  }

  /// Python's own modules and installed packages.
  private static func isLibrary(_ frame: Substring) -> Bool {
    ["/lib/python3", "/site-packages/", "/dist-packages/", "\"<frozen "].contains {
      frame.contains($0)
    }
  }
}
