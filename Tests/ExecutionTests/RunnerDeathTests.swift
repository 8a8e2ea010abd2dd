import BatchEndpoints
import Foundation
import Testing

@testable import Execution

extension RunnerTests {
  @Suite("whose workers die")
  struct Dying {
    private let bench: JobBench

    init() throws {
      bench = try JobBench()
      try bench.inputs(["a", "b", "c", "d", "e", "f"])
    }

    @Test("replaces a worker that was killed, and loses no file by it")
    func killedOnce() async throws {
      let marker = bench.workspace["marker"]
      let (job, last) = try await bench.result(
        of: script(
          where: "name == \"b\" and not os.path.exists(\"\(marker)\")",
          do: "open(\"\(marker)\", \"w\").close(); os.kill(os.getpid(), 9)")
      ) { $0.settings.miniBatchSize = 4 }
      #expect(last.status == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "c", "d", "e", "f"])
      #expect(last.workers.map(\.incarnation) == [2])
      #expect(last.recentFailures == [])
      #expect(
        last.recentEvents.filter { $0.kind == .worker }.map(\.message) == [
          "worker 0 was killed by signal 9 (SIGKILL) at file 2 of 4, b"
        ])
    }

    @Test(
      "loses the one file that kills its worker every time, and names it",
      arguments: [
        ("os.kill(os.getpid(), 9)", "was killed by signal 9 (SIGKILL)"),
        ("os._exit(7)", "exited with code 7"), ("os.abort()", "was killed by signal 6 (SIGABRT)"),
      ])
    func killer(statement: String, death: String) async throws {
      let (job, last) = try await bench.result(
        of: script(
          where: "name == \"c\"",
          do: "[print(\"line\", n, file=sys.stderr) for n in range(30)]; \(statement)")
      ) { $0.settings.miniBatchSize = 4 }
      #expect(last.status == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "d", "e", "f"])
      let failure = try #require(last.recentFailures.first)
      #expect(
        failure
          == FailedFile(
            path: "c", sizeBytes: 1, attempts: 1, errorClass: "worker_died",
            message: "the worker \(death) at file 1 of 1, c", workerEnd: failure.workerEnd,
            worker: 0, failedAt: failure.failedAt))
      let end = try #require(failure.workerEnd)
      #expect(end.stderr?.split(separator: "\n").count ?? 0 <= 20)
      #expect(end.stderr?.contains("line 29\n") == true || end.stderr?.hasSuffix("line 29") == true)
      #expect(end.stderr?.contains("line 9\n") == false)
      #expect(end.rssBytes ?? 0 > 1 << 20)
      #expect(end.peakBytes ?? 0 >= end.rssBytes ?? 0)
      #expect(try bench.directory.failedFiles(of: job.name).map(\.workerEnd) == [end])
      #expect(last.recentFailures.count == 1)
    }

    @Test("survives a script that closes the worker's connection")
    func closedWire() async throws {
      let (job, last) = try await bench.result(
        of: script(where: "name == \"c\"", do: "os.closerange(3, 1 << 16)")
      ) { $0.settings.miniBatchSize = 2 }
      #expect(last.status == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "d", "e", "f"])
      #expect(last.recentFailures.map(\.path) == ["c"])
      #expect(last.recentFailures.map(\.errorClass) == ["worker_died"])
    }

    @Test("survives a script that closes its standard streams")
    func closedStreams() async throws {
      let (job, last) = try await bench.result(
        of: script(where: "name == \"c\"", do: "os.close(1); os.close(2)"))
      #expect(last.status == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "c", "d", "e", "f"])
    }

    @Test("survives a script that speaks on the worker's connection")
    func brokenProtocol() async throws {
      let (job, last) = try await bench.result(
        of: script(
          where: "name == \"c\"",
          do: """
            [os.write(int(fd), bytes(5)) for fd in os.listdir("/proc/self/fd") \
            if os.path.islink(f"/proc/self/fd/{fd}") \
            and os.readlink(f"/proc/self/fd/{fd}").startswith("socket:")]; time.sleep(60)
            """)
      ) { $0.settings.miniBatchSize = 1 }
      #expect(last.status == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "d", "e", "f"])
      #expect(last.recentFailures.map(\.path) == ["c"])
    }

    @Test("ends a child that holds a dead worker's streams")
    func childOfTheDead() async throws {
      let (job, _) = try await bench.result(
        of: """
          import subprocess

          def init(): pass

          def run(mini_batch):
              rows = []
              for path in mini_batch:
                  if os.path.basename(path) == "c":
                      child = subprocess.Popen(["sleep", "600"], close_fds=False)
                      print(child.pid, flush=True)
                      os._exit(3)
                  rows.append(os.path.basename(path))
              return rows

          """
      ) { $0.settings.miniBatchSize = 1 }
      #expect(try bench.rows(of: job) == ["a", "b", "d", "e", "f"])
      let children = try bench.printed(.stdout, by: job).joined().split(separator: "\n")
        .compactMap { Int32($0) }
      #expect(children.count == 2)
      #expect(try await eventually { !children.contains(where: isAlive) })
    }
  }
}
