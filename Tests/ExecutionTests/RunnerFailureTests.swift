import BatchEndpoints
import Foundation
import Testing

@testable import Execution

extension RunnerTests {
  @Suite("whose script fails")
  struct Failing {
    private let bench: JobBench

    init() throws { bench = try JobBench() }

    @Test("loses the file that raises, with its card, and no other")
    func isolation() async throws {
      try bench.inputs(["a", "b", "bad", "c", "d", "e", "f", "g"])
      let (job, last) = try await bench.result(
        of: script(where: #"name == "bad""#, do: #"raise ValueError("no digit in it")"#)
      ) {
        $0.settings.miniBatchSize = 8
        $0.settings.retrySettings.maxRetries = 1
      }
      #expect(last.status == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "c", "d", "e", "f", "g"])
      let failure = try #require(last.recentFailures.first)
      #expect(
        failure
          == FailedFile(
            path: "bad", sizeBytes: 3, attempts: 2, errorClass: "ValueError",
            message: "no digit in it", traceback: failure.traceback, worker: 0,
            failedAt: failure.failedAt))
      #expect(failure.traceback?.contains("code/score.py\", line 9, in run") == true)
      #expect(last.progress.filesSucceeded == 7)
      #expect(last.progress.filesFailed == 1)
      #expect(last.progress.filesRetrying == 0)
      let told = try bench.directory.failedFiles(of: job.name)
      #expect(told.map(\.path) == ["bad"])
    }

    @Test("loses the whole mini-batch when isolation is off")
    func noIsolation() async throws {
      try bench.inputs(["a", "bad", "c", "d"])
      let (job, last) = try await bench.result(
        of: script(where: #"name == "bad""#, do: #"raise ValueError("no digit in it")"#)
      ) {
        $0.settings.miniBatchSize = 2
        $0.engineOptions.isolation = false
      }
      #expect(try bench.rows(of: job) == ["c", "d"])
      #expect(Set(last.recentFailures.map(\.path)) == ["a", "bad"])
      #expect(last.progress.filesFailed == 2)
    }

    @Test("is failed by a wrong return value, and told what is right")
    func wrongReturn() async throws {
      try bench.inputs(["a"])
      let (_, last) = try await bench.result(
        of: "def init(): pass\ndef run(mini_batch): return None\n")
      #expect(last.status == .failed)
      #expect(last.error?.code == "NothingSucceeded")
      #expect(last.recentFailures.map(\.errorClass) == ["wrong_return"])
      #expect(last.recentFailures.first?.message.hasPrefix("run() returned None; ") == true)
    }

    @Test("fails when init() raised three times, with the traceback")
    func initFails() async throws {
      try bench.inputs(["a", "b"])
      let (job, last) = try await bench.result(
        of: "def init(): raise RuntimeError(\"no weights\")\ndef run(mini_batch): return []\n")
      #expect(last.status == .failed)
      #expect(last.error?.code == "InitFailed")
      #expect(
        last.error?.message
          == "3 workers in a row did not get through init(): RuntimeError: no weights")
      #expect(last.error?.traceback?.contains("code/score.py\", line 2, in init") == true)
      #expect(last.error?.traceback?.hasSuffix("RuntimeError: no weights\n") == true)
      #expect(
        last.recentEvents.filter { $0.kind == .worker }.map(\.message)
          == Array(repeating: "worker 0: init failed: RuntimeError: no weights", count: 3))
      #expect(
        names(in: bench.home.job(job.name).workerLogFolder(.stdout))
          == (0..<3).map { "process00\($0).stdout.txt" })
    }

    @Test("fails when workers die in init(), and says how")
    func initDies() async throws {
      try bench.inputs(["a"])
      let (_, last) = try await bench.result(
        of: "def init(): os._exit(9)\ndef run(mini_batch): return []\n")
      #expect(
        last.error
          == JobSnapshot.JobError(
            code: "InitFailed",
            message: "3 workers in a row did not get through init(): "
              + "the worker exited with code 9 before init() returned"))
    }

    @Test("fails when workers end after init() with nothing begun, and says how")
    func endsIdle() async throws {
      try bench.inputs(["a"])
      let (_, last) = try await bench.result(
        of: """
          from batchdeck_worker.wire import Wire
          def init(): Wire.receive = lambda wire: os._exit(9)
          def run(mini_batch): return []
          """)
      #expect(
        last.error
          == JobSnapshot.JobError(
            code: "WorkersKeepEnding",
            message: "3 workers in a row ended before they began a mini-batch, though init() had "
              + "returned: the last exited with code 9"))
    }

    @Test("fails when workers hang in init(), and shows where")
    func initHangs() async throws {
      try bench.inputs(["a"])
      let job = try bench.prepare(
        "def init(): time.sleep(600)\ndef run(mini_batch): return []\n")
      #expect(try await bench.run(job, initLimit: .seconds(2)) == .failed)
      let error = try #require(try bench.directory.snapshot(of: job.name).error)
      #expect(error.code == "InitFailed")
      #expect(
        error.message
          == "3 workers in a row did not get through init(): init() did not return within 2 s; "
          + "three times retry_settings.timeout and 30 s are what it may take")
      #expect(error.traceback?.contains("code/score.py\", line 2 in init") == true)
    }

    @Test("goes on when init() hangs once")
    func initHangsOnce() async throws {
      try bench.inputs(["a", "b"])
      let marker = bench.workspace["marker"]
      let job = try bench.prepare(
        """
        def init():
            if not os.path.exists("\(marker)"):
                open("\(marker)", "w").close()
                time.sleep(600)

        def run(mini_batch): return [os.path.basename(path) for path in mini_batch]

        """)
      #expect(try await bench.run(job, initLimit: .seconds(8)) == .completed)
      #expect(try bench.rows(of: job) == ["a", "b"])
    }

    @Test("may be in init() for three of its timeouts and half a minute")
    func initLimit() {
      #expect(WorkerLaunch.initLimit(timeoutSeconds: 60) == .seconds(210))
    }

    @Test("goes on when init() fails now and then")
    func initFailsOnce() async throws {
      try bench.inputs(["a", "b"])
      let marker = bench.workspace["marker"]
      let (job, last) = try await bench.result(
        of: """
          def init():
              if not os.path.exists("\(marker)"):
                  open("\(marker)", "w").close()
                  raise OSError("not yet")

          def run(mini_batch): return [os.path.basename(path) for path in mini_batch]

          """)
      #expect(last.status == .completed)
      #expect(last.error == nil)
      #expect(try bench.rows(of: job) == ["a", "b"])
    }

    @Test("stops when more items failed than error_threshold allows")
    func threshold() async throws {
      try bench.inputs(["a", "bad1", "bad2", "bad3", "z"])
      let (job, last) = try await bench.result(
        of: script(where: #"name.startswith("bad")"#, do: #"raise ValueError("no digit")"#)
      ) {
        $0.settings.miniBatchSize = 1
        $0.settings.errorThreshold = 1
      }
      #expect(last.status == .failed)
      // What the worker still did before it heard of the end counts as well.
      let failed = last.recentFailures.count
      #expect(
        last.error
          == JobSnapshot.JobError(
            code: "ErrorThresholdExceeded",
            message: "2 items failed and error_threshold is 1; the commonest error "
              + "(\(failed) files): ValueError: no digit"))
      #expect(last.recentFailures.map(\.path).suffix(2) == ["bad2", "bad1"])
      #expect(try bench.rows(of: job).first == "a")
      #expect(try bench.directory.jobs().map(\.status) == [.failed])
    }

    @Test("beyond its error_threshold is not resumed, but its failed files are tried again")
    func beyondThreshold() async throws {
      try bench.inputs(["a", "bad1", "bad2", "z"])
      let failing = script(where: #"name.startswith("bad")"#, do: #"raise ValueError("no digit")"#)
      let (job, first) = try await bench.result(of: failing) {
        $0.settings.miniBatchSize = 1
        $0.settings.errorThreshold = 1
      }
      let told =
        "2 items failed and error_threshold is 1; the commonest error (2 files): ValueError: no digit"
      #expect(first.error?.message == told)

      let futile = ExecutionError.resumeFutile(
        job: job.name, reason: "2 items failed and error_threshold is 1")
      #expect(
        "\(futile)"
          == "Job \(job.name): 2 items failed and error_threshold is 1, so it would end before it "
          + "tried a file; retry the failed files: batchdeck job retry-failed -n \(job.name)")
      #expect(throws: futile) {
        try bench.directory.prepareResume(of: job.name, acceptChanges: true)
      }
      #expect(try bench.directory.snapshot(of: job.name) == first)
      #expect(
        try bench.directory.prepareResume(of: job.name, acceptChanges: true) {
          $0.errorThreshold = 2
        } == [])
    }

    @Test("tells the commonest error of all its runners")
    func commonestOfAllRunners() async throws {
      try bench.inputs(["a", "bad1", "bad2", "z"])
      let failing = script(where: #"name.startswith("bad")"#, do: #"raise ValueError("no digit")"#)
      let (job, _) = try await bench.result(of: failing) {
        $0.settings.miniBatchSize = 1
        $0.settings.errorThreshold = 1
      }
      let retried = try bench.directory.retryFailed(
        of: job.name, paths: ["bad2"], acceptChanges: true)
      #expect(retried.files == 1)
      #expect(try await bench.run(job) == .failed)
      #expect(
        try bench.directory.snapshot(of: job.name).error?.message
          == "2 items failed and error_threshold is 1; the commonest error (2 files): "
          + "ValueError: no digit")
    }

    @Test("for items that were not returned is mended by trying those mini-batches again")
    func missingItems() async throws {
      try bench.inputs(["a", "b", "bad", "c", "d", "e", "none1", "none2"])
      let dropping = """
        def init(): pass

        def run(mini_batch):
            names = [os.path.basename(path) for path in mini_batch]
            return [name for name in names if name != "bad" and not name.startswith("none")]

        """
      let (job, first) = try await bench.result(of: dropping) {
        $0.settings.miniBatchSize = 2
        $0.settings.errorThreshold = 2
      }
      #expect(
        first.error?.message
          == "3 items failed, all missing from what run() returned, and error_threshold is 2")
      #expect(try bench.rows(of: job) == ["a", "b", "c", "d", "e"])
      #expect {
        try bench.directory.prepareResume(of: job.name, acceptChanges: true)
      } throws: { "\($0)".hasSuffix("batchdeck job retry-failed -n \(job.name)") }

      _ = try bench.deployment(dropping.replacing("name != \"bad\" and not", with: "True or"))
      #expect(try bench.directory.retryFailed(of: job.name, acceptChanges: true).files == 4)
      #expect(try await bench.run(job) == .completed)
      #expect(
        try bench.rows(of: job) == ["a", "b", "bad", "c", "d", "e", "none1", "none2"])
      let last = try bench.directory.snapshot(of: job.name)
      #expect(last.progress.itemsUnreported == 0 && last.progress.filesSucceeded == 8)
    }

    @Test("without a single row is mended by trying all of it again")
    func noRows() async throws {
      try bench.inputs(["a", "b", "c"])
      let (job, first) = try await bench.result(
        of: "def init(): pass\ndef run(mini_batch): return []\n")
      #expect(first.error?.code == "NothingSucceeded")
      #expect(
        throws: ExecutionError.resumeFutile(
          job: job.name, reason: "every file has been tried and none gave a row")
      ) { try bench.directory.prepareResume(of: job.name, acceptChanges: true) }
      _ = try bench.deployment(namingScript)
      #expect(try bench.directory.retryFailed(of: job.name, acceptChanges: true).files == 3)
      // Prepared, but not run yet: a resume does it as well.
      #expect(throws: Never.self) {
        try bench.directory.prepareResume(of: job.name, acceptChanges: true)
      }
      #expect(try await bench.run(job) == .completed)
      #expect(try bench.rows(of: job) == ["a a", "b b", "c c"])
    }

    @Test("counts what cannot be read as failed, and scores the rest")
    func unreadable() async throws {
      try bench.inputs(["a", "z"])
      try bench.workspace.link("in/lost", to: "nowhere")
      let (job, last) = try await bench.result(of: namingScript)
      #expect(last.status == .completed)
      #expect(try bench.rows(of: job) == ["a a", "z z"])
      let failure = try #require(last.recentFailures.first)
      #expect(
        failure
          == FailedFile(
            path: "lost", sizeBytes: 0, attempts: 0, errorClass: "unreadable",
            message: "the symbolic link leads nowhere: No such file or directory",
            failedAt: failure.failedAt))
      #expect(last.progress.filesTotal == 3)
    }

    @Test("fails when its input is gone, and says so")
    func inputGone() async throws {
      try bench.inputs(["a"])
      let job = try bench.prepare(namingScript)
      try FileManager.default.removeItem(atPath: bench.workspace["in"])
      #expect(try await bench.run(job) == .failed)
      #expect(
        try bench.directory.snapshot(of: job.name).error
          == JobSnapshot.JobError(
            code: "StorageFailed",
            message: "\(bench.workspace["in"]): cannot list: No such file or directory."))
    }

    @Test("does not begin with an output shorter than its records")
    func outputCut() async throws {
      try bench.inputs(["a", "b"])
      let (job, _) = try await bench.result(of: namingScript)
      let path = try #require(job.predictionsPath)
      try Data("a".utf8).write(to: URL(fileURLWithPath: path))
      await #expect(throws: ExecutionError.outputLost(path: path)) { try await bench.run(job) }
      #expect(!bench.directory.isAlive(job.name))
    }
  }
}
