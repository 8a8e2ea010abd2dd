import Foundation

/// Reads the Python stacks of a process from outside, which needs no answer of it
/// (https://github.com/benfred/py-spy).
struct PySpy {
  /// It needs some tens of milliseconds, on a busy machine more.
  private static let usualLimit = Duration.seconds(5)

  private let path: String
  private let environment: [String: String]
  private let limit: Duration

  /// The one beside the interpreter, or else the one in `PATH`; nil where there is none.
  init?(
    beside python: String, environment: [String: String], limit: Duration = Self.usualLimit
  ) {
    let own = URL(fileURLWithPath: python).deletingLastPathComponent().path + "/py-spy"
    guard
      let path = Programs.isProgram(own) ? own : Programs(environment: environment).find("py-spy")
    else { return nil }
    self.path = path
    self.environment = environment
    self.limit = limit
  }

  enum Failure: Error, Equatable {
    /// The kernel lets it read no other process (ptrace(2), "Ptrace access mode checking").
    case notPermitted
    /// As in "it …".
    case other(String)
  }

  /// The stacks in the form that `faulthandler` gives them, the innermost frame first.
  ///
  /// Blocks for as long as it takes, seconds at most. The process goes on meanwhile: one that is in the middle
  /// of a call may show frames that do not belong together, but none is ever stopped for this.
  func stacks(of pid: Int32) throws(Failure) -> String {
    let finished: CapturedCommand.Finished
    do {
      finished = try CapturedCommand(
        path: path, arguments: ["dump", "--json", "--nonblocking", "--pid", String(pid)],
        environment: environment, deadline: limit
      ).run()
    } catch {
      throw .other("could not be started: \(error)")
    }
    guard let code = finished.exitCode else { throw .other("gave none within \(limit)") }
    guard code == 0,
      let threads = try? JSONDecoder().decode([Thread].self, from: Data(finished.output.utf8))
    else {
      if finished.errors.contains("Permission Denied") { throw .notPermitted }
      let line = finished.errors.split(separator: "\n").first
      throw .other(line.map { "said: \($0)" } ?? "gave nothing that can be read")
    }
    return threads.map(\.text).joined()
  }

  private struct Thread: Decodable {
    /// Empty where the script has not imported `threading`.
    var name: String?
    /// Of the kernel; the main thread's is the process's.
    var number: Int?
    var ownsLock: Bool?
    /// The innermost first.
    var frames: [Frame]

    enum CodingKeys: String, CodingKey {
      case name = "thread_name"
      case number = "os_thread_id"
      case ownsLock = "owns_gil"
      case frames
    }

    var text: String {
      let lock = ownsLock == true ? ", holds the interpreter lock" : ""
      let label = name.flatMap { $0.isEmpty ? nil : "\"\($0)\"" } ?? number.map { "\($0)" } ?? "?"
      return "Thread \(label) (read by py-spy\(lock), most recent call first):\n"
        + frames.map { "  File \"\($0.filename)\", line \($0.line) in \($0.name)\n" }.joined()
    }
  }

  private struct Frame: Decodable {
    var name: String
    var filename: String
    var line: Int
  }
}
