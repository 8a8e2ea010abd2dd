import Foundation
import Glibc
import NIOCore
import Scheduling

/// The Python stacks of a worker that seems stuck.
extension LocalEngine {
  /// How long a worker may take to write them: `faulthandler` does it in its signal handler.
  private static let stackLimit = Duration.seconds(2)
  private static let stackLook = TimeAmount.milliseconds(20)

  /// Asks a worker for the stacks of its threads and gives them when they are written; where it does not
  /// answer, as one that blocks its signals or is frozen, py-spy reads them.
  ///
  /// - Throws: `ExecutionError.refused` when the slot has no process, or its stacks cannot be had.
  func stack(ofWorkerIn slot: Int) -> EventLoopFuture<String> {
    let answer = eventLoop.makePromise(of: String.self)
    let path = processes[slot].map { launch.folder.stackPath(process: $0.number) } ?? ""
    // Before it is asked: the answer can be there within microseconds.
    let known = LogFile(path: path).size
    guard let process = processes[slot], process.requestStack() else {
      answer.fail(ExecutionError.refused(message: "Worker \(slot) has no process now."))
      return answer.futureResult
    }
    awaitStack(
      of: process, at: path, behind: known, until: StatusPage.now + Self.stackLimit, answer)
    return answer.futureResult
  }

  private func awaitStack(
    of process: WorkerProcess, at path: String, behind known: Int, until deadline: Duration,
    _ answer: EventLoopPromise<String>
  ) {
    let (slot, number) = (process.id.slot, process.number)
    eventLoop.scheduleTask(in: Self.stackLook) {
      self.assumeIsolated { engine in
        let text = engine.text(of: path, from: known)
        if Self.isWhole(text) { return answer.succeed(text) }
        guard let process = engine.processes[slot], process.number == number else {
          return answer.fail(
            ExecutionError.refused(message: "Worker \(slot) has ended meanwhile."))
        }
        if StatusPage.now < deadline {
          return engine.awaitStack(
            of: process, at: path, behind: known, until: deadline, answer)
        }
        // Some threads' stacks are better than none.
        if text.isEmpty { engine.readStack(of: process, answer) } else { answer.succeed(text) }
      }
    }
  }

  /// Whether the handler has come to its end: the main thread's outermost frame, in our own file, or the
  /// mark that there are more frames than the hundred it writes.
  private static func isWhole(_ text: String) -> Bool {
    text.hasSuffix("  ...\n") || text.hasSuffix("\n") && text.contains("batch_worker.py")
  }

  private func text(of path: String, from offset: Int) -> String {
    let data = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
    return String(decoding: data.dropFirst(offset), as: UTF8.self)
  }

  // MARK: - Of a worker that does not answer

  private func readStack(of process: WorkerProcess, _ answer: EventLoopPromise<String>) {
    let (slot, pid) = (process.id.slot, process.pid)
    let (python, environment) = (
      launch.specification.python, launch.environment(ofSlot: slot)
    )
    stackReading.async {
      let silent = "Worker \(slot) did not give its stack within 2 s"
      func refuse(_ reason: String) {
        answer.fail(ExecutionError.refused(message: silent + reason))
      }
      guard let spy = PySpy(beside: python, environment: environment) else {
        return refuse("; py-spy, installed into its Python environment, would show it.")
      }
      do throws(PySpy.Failure) {
        answer.succeed(try spy.stacks(of: pid))
      } catch {
        switch error {
        case .notPermitted:
          refuse(
            ", and the kernel does not let py-spy read it: allow it with "
              + "sysctl kernel.yama.ptrace_scope=1, in a container with --cap-add=SYS_PTRACE.")
        case .other(let reason): refuse(", and py-spy \(reason).")
        }
      }
    }
  }
}
