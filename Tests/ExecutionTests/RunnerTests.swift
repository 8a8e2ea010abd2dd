import BatchEndpoints
import Foundation
import Registry
import Testing

@testable import Execution

/// Whole jobs with Python workers, one at a time: each has processes enough for a small machine.
@Suite("A job", .serialized, .timeLimit(.minutes(15)))
struct RunnerTests {}

extension RunnerTests {
  @Suite("that runs to its end")
  struct Scoring {
    private let bench: JobBench

    init() throws { bench = try JobBench() }

    @Test("scores every file once and leaves nothing but its results")
    func whole() async throws {
      try bench.inputs((10..<35).map { "file\($0)" })
      let job = try bench.prepare(namingScript) {
        $0.settings.miniBatchSize = 4
        $0.settings.maxConcurrencyPerInstance = 2
      }
      #expect(try await bench.run(job) == .completed)
      #expect(try bench.rows(of: job) == (10..<35).map { "file\($0) file\($0)" })

      let last = try bench.directory.snapshot(of: job.name)
      #expect(last.status == .completed)
      var progress = JobSnapshot.Progress()
      progress.filesTotal = 25
      progress.filesSucceeded = 25
      progress.miniBatchesDone = 7
      progress.bytesTotal = 150
      progress.bytesDone = 150
      progress.filesPerSecond = last.progress.filesPerSecond
      progress.elapsedSeconds = last.progress.elapsedSeconds
      #expect(last.progress == progress)
      #expect(last.progress.elapsedSeconds > 0)
      #expect(last.runner == nil)
      #expect(last.error == nil)
      #expect(last.recentFailures == [])
      #expect(last.outputs == JobSnapshot.Outputs(scorePath: job.outputPath + "/predictions.csv"))
      #expect(last.workers.map(\.state) == [.stopped, .stopped])
      #expect(last.workers.reduce(0) { $0 + $1.filesDone } == 25)
      #expect(
        last.recentEvents.map(\.message).filter { !$0.hasPrefix("workers share the model:") } == [
          "completed: 25 files scored, 0 failed", "running: 2 workers, mini-batch size 4",
          "runner started",
        ])
      var line = JobSummary(last)
      line.createdAt = asKept(line.createdAt)
      line.endedAt = line.endedAt.map(asKept)
      #expect(try bench.registry.jobs() == [line])

      let folder = bench.home.job(job.name)
      #expect(
        names(in: folder.path).filter { !$0.hasPrefix("ledger.sqlite-") } == [
          "ledger.sqlite", "logs", "manifest.index", "manifest.paths", "model", "outputs",
          "runner.lock",
        ])
      #expect(try !bench.directory.samples(of: job.name).isEmpty)
    }

    @Test("keeps the rows of a mini-batch together, in the order of its files")
    func orderInside() async throws {
      try bench.inputs((0..<9).map { "f\($0)" })
      let (job, _) = try await bench.result(of: namingScript) { $0.settings.miniBatchSize = 3 }
      let path = try #require(job.predictionsPath)
      #expect(try text(of: path) == (0..<9).map { "f\($0) f\($0)\n" }.joined())
    }

    @Test("ordered, has its rows in the order of the input, those of a later retry as well")
    func ordered() async throws {
      let names = (10..<40).map { "file\($0)" }
      try bench.inputs(names)
      let picky = script(
        where: #"name in ("file10", "file23")"#, do: #"raise ValueError("not yet")"#)
      let (job, last) = try await bench.result(of: picky) {
        $0.settings.miniBatchSize = 4
        $0.settings.maxConcurrencyPerInstance = 2
        $0.engineOptions.isOrdered = true
      }
      #expect(last.progress.filesFailed == 2)
      let path = try #require(job.predictionsPath)
      let some = names.filter { $0 != "file10" && $0 != "file23" }
      #expect(try text(of: path) == some.map { $0 + "\n" }.joined())

      try bench.workspace.file("code/score.py", "import os\n" + script(where: "False", do: "pass"))
      #expect(try bench.directory.retryFailed(of: job.name, acceptChanges: true).files == 2)
      #expect(try await bench.run(job) == .completed)
      #expect(try text(of: path) == names.map { $0 + "\n" }.joined())
    }

    @Test("loses no row by writing through to the disk")
    func durable() async throws {
      try bench.inputs((10..<30).map { "f\($0)" })
      var request = try bench.request()
      request.durability = .power
      let job = try bench.preparation.prepare(
        try bench.deployment(namingScript), request, scriptDisplayName: "score.py")
      #expect(try await bench.run(job) == .completed)
      #expect(try bench.rows(of: job) == (10..<30).map { "f\($0) f\($0)" })
    }

    @Test("scores a single file under its own path")
    func singleFile() async throws {
      try bench.inputs(["only", "other"])
      var request = try bench.request()
      request.input += "/only"
      let job = try bench.preparation.prepare(
        try bench.deployment(namingScript), request, scriptDisplayName: "score.py")
      #expect(try await bench.run(job) == .completed)
      #expect(try bench.rows(of: job) == ["only only"])
    }

    @Test("scores a file whose name is not UTF-8, and its row has the name's bytes")
    func otherBytes() async throws {
      try bench.workspace.file(named: [0x61, 0xFF], in: "in")
      let (job, last) = try await bench.result(of: namingScript)
      #expect(last.status == .completed)
      let output = try Data(contentsOf: URL(fileURLWithPath: job.predictionsPath ?? ""))
      #expect(Array(output) == [0x61, 0xFF, 0x20, 0x0A])
    }

    @Test("counts missing items and says so once")
    func shortfall() async throws {
      try bench.inputs(["a", "b", "c", "d"])
      let (job, last) = try await bench.result(
        of: "def init(): pass\ndef run(mini_batch): return [os.path.basename(mini_batch[0])]\n"
      ) { $0.settings.miniBatchSize = 2 }
      #expect(last.status == .completed)
      #expect(try bench.rows(of: job) == ["a", "c"])
      #expect(last.progress.filesSucceeded == 4)
      #expect(last.progress.itemsUnreported == 2)
      #expect(
        last.recentEvents.filter { $0.kind == .warning }.map(\.message) == [
          "run() returned 1 item for 2 files; the missing ones count as failed items"
        ])
    }

    @Test("fails when run() never returned an item")
    func nothingSucceeded() async throws {
      try bench.inputs(["a", "b", "c"])
      let (job, last) = try await bench.result(
        of: "def init(): pass\ndef run(mini_batch): return []\n")
      #expect(last.status == .failed)
      #expect(
        last.error
          == JobSnapshot.JobError(
            code: "NothingSucceeded",
            message: "no succeeded mini-batch item was returned from run()"))
      #expect(try bench.rows(of: job) == [])
    }

    @Test("with summary_only counts items, and the script writes under AZUREML_BI_OUTPUT_PATH")
    func summaryOnly() async throws {
      try bench.inputs(["a", "b", "c"])
      let script = """
        def init(): pass

        def run(mini_batch):
            for path in mini_batch:
                target = os.path.join(os.environ["AZUREML_BI_OUTPUT_PATH"], os.path.basename(path))
                open(target + ".out", "w").write("scored")
            return mini_batch

        """
      let (job, last) = try await bench.result(of: script) {
        $0.settings.outputAction = .summaryOnly
        $0.settings.miniBatchSize = 2
      }
      #expect(last.status == .completed)
      #expect(last.progress.filesSucceeded == 3)
      #expect(last.progress.itemsUnreported == 0)
      #expect(job.outputPath == bench.home.job(job.name).scorePath)
      #expect(names(in: job.outputPath) == ["a.out", "b.out", "c.out"])
      #expect(last.outputs == JobSnapshot.Outputs(scorePath: job.outputPath))
    }

    @Test("prints as much as it likes, to logs of each process")
    func muchOutput() async throws {
      try bench.inputs(["a"])
      let (job, last) = try await bench.result(
        of: """
          def init():
              print("from init", file=sys.stderr)

          def run(mini_batch):
              for _ in range(5):
                  print("x" * 1048575)
              return mini_batch

          """)
      #expect(last.status == .completed)
      let printed = try bench.printed(.stdout, by: job)
      #expect(printed.map(\.utf8.count) == [5 << 20])
      #expect(try bench.printed(.stderr, by: job) == ["from init\n"])
    }

    @Test("leaves no child process of a script behind")
    func childProcess() async throws {
      try bench.inputs(["a"])
      let (job, last) = try await bench.result(
        of: """
          import subprocess

          def init():
              global child
              child = subprocess.Popen(["sleep", "600"])

          def run(mini_batch):
              assert child.poll() is None
              return [child.pid]

          """)
      #expect(last.status == .completed)
      let pid = try #require(try bench.rows(of: job).first.flatMap { Int32($0) })
      #expect(try await eventually { !isAlive(pid) })
    }
  }
}
