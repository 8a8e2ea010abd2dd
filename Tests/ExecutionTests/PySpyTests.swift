import Foundation
import Glibc
import Testing

@testable import Execution

@Suite("py-spy", .timeLimit(.minutes(2)))
struct PySpyTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func found(limit: Duration = .seconds(60)) -> PySpy? {
    PySpy(
      beside: workspace["env/bin/python"],
      environment: ["PATH": "\(workspace["bin"]):/usr/bin:/bin"], limit: limit)
  }

  @Test("is looked for beside the interpreter first, then in PATH")
  func places() throws {
    #expect(PySpy(beside: workspace["env/bin/python"], environment: ["PATH": "/nowhere"]) == nil)
    try workspace.program("bin/py-spy", "echo '[]'")
    #expect(try found()?.stacks(of: 1) == "")
    try workspace.program(
      "env/bin/py-spy", #"echo '[{"thread_name": "own", "owns_gil": false, "frames": []}]'"#)
    #expect(
      try found()?.stacks(of: 1) == "Thread \"own\" (read by py-spy, most recent call first):\n")
  }

  @Test("gives stacks in the form of faulthandler, and never stops the process")
  func stacks() throws {
    try workspace.program(
      "bin/py-spy",
      #"""
      [ "$*" = "dump --json --nonblocking --pid 4711" ] || exit 3
      cat << END
      [
        {"pid": 4711, "thread_id": 140, "thread_name": null, "os_thread_id": 4712, "active": true,
         "owns_gil": false, "process_info": null, "frames": [
           {"name": "Thread.run", "filename": "/usr/lib/python3.11/threading.py", "module": null,
            "short_filename": "threading.py", "line": 982, "locals": null, "is_entry": false}]},
        {"pid": 4711, "thread_id": 141, "thread_name": "MainThread", "os_thread_id": 4711,
         "active": true, "owns_gil": true, "process_info": null, "frames": [
           {"name": "look", "filename": "/code/score.py", "line": 6},
           {"name": "<module>", "filename": "/x/batch_worker.py", "line": 9}]}
      ]
      END
      """#)
    #expect(
      try found()?.stacks(of: 4711) == """
        Thread 4712 (read by py-spy, most recent call first):
          File "/usr/lib/python3.11/threading.py", line 982 in Thread.run
        Thread "MainThread" (read by py-spy, holds the interpreter lock, most recent call first):
          File "/code/score.py", line 6 in look
          File "/x/batch_worker.py", line 9 in <module>

        """)
  }

  struct Problem: CustomTestStringConvertible {
    var testDescription: String
    var script: String
    var failure: PySpy.Failure

    static let all = [
      Self(
        testDescription: "a process that it may not read",
        script: #"echo "Permission Denied: Try running again as somebody else" >&2; exit 1"#,
        failure: .notPermitted),
      Self(
        testDescription: "no Python process",
        script: #"printf "Error: Failed to find python version\n\nStack backtrace:\n" >&2; exit 1"#,
        failure: .other("said: Error: Failed to find python version")),
      Self(
        testDescription: "an answer of another kind", script: "echo Process 4711: python3",
        failure: .other("gave nothing that can be read")),
    ]
  }

  @Test("says in one sentence why it gives none", arguments: Problem.all)
  func problems(_ problem: Problem) throws {
    try workspace.program("bin/py-spy", problem.script)
    let spy = try #require(found())
    #expect(throws: problem.failure) { try spy.stacks(of: 4711) }
  }

  @Test("that does not come back is ended")
  func slow() throws {
    try workspace.program("bin/py-spy", "exec sleep 600")
    let spy = try #require(found(limit: .milliseconds(200)))
    #expect(throws: PySpy.Failure.other("gave none within 0.2 seconds")) {
      try spy.stacks(of: 4711)
    }
  }
}
