import Foundation
import Glibc
import NIOCore
import Scheduling

/// The Python stacks of a worker that seems stuck.
extension LocalEngine {
  /// How long a worker may take to write them: `faulthandler` does it in its signal handler.
  private static let stackLimit = Duration.seconds(2)
  private static let stackLook = TimeAmount.milliseconds(20)

  /// Asks a worker for the stacks of its threads and gives them when they are written.
  ///
  /// - Throws: `ExecutionError.refused` when the slot has no process, or it does not answer.
  func stack(ofWorkerIn slot: Int) -> EventLoopFuture<String> {
    let answer = eventLoop.makePromise(of: String.self)
    let path = processes[slot].map { launch.folder.stackPath(process: $0.number) } ?? ""
    // Before it is asked: the answer can be there within microseconds.
    let known = LogFile(path: path).size
    guard processes[slot]?.requestStack() == true else {
      answer.fail(ExecutionError.refused(message: "Worker \(slot) has no process now."))
      return answer.futureResult
    }
    awaitStack(
      at: path, behind: known, until: StatusPage.now + Self.stackLimit, slot, answer)
    return answer.futureResult
  }

  private func awaitStack(
    at path: String, behind known: Int, until deadline: Duration, _ slot: Int,
    _ answer: EventLoopPromise<String>
  ) {
    eventLoop.scheduleTask(in: Self.stackLook) {
      self.assumeIsolated { engine in
        let text = engine.text(of: path, from: known)
        // The handler ends with the main thread's outermost frame, in our own file.
        if text.hasSuffix("\n"), text.contains("batch_worker.py") { return answer.succeed(text) }
        guard StatusPage.now < deadline else {
          return answer.fail(
            ExecutionError.refused(message: "Worker \(slot) did not give its stack within 2 s."))
        }
        engine.awaitStack(at: path, behind: known, until: deadline, slot, answer)
      }
    }
  }

  private func text(of path: String, from offset: Int) -> String {
    let data = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
    return String(decoding: data.dropFirst(offset), as: UTF8.self)
  }
}
