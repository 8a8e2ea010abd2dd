import BatchEndpoints
import Foundation
import Glibc
import Testing

@testable import Execution

extension RunnerTests {
  @Suite("that is watched and told what to do")
  struct Controlled {
    private let bench: JobBench
    private let gate: String

    init() throws { try self.init(homeFolder: "home") }

    private init(homeFolder: String) throws {
      bench = try JobBench(homeFolder: homeFolder)
      gate = bench.workspace["gate"]
      try bench.inputs(["a", "b", "c", "d", "e"])
    }

    @Test("finishes the running mini-batch when it is canceled, and goes on from there")
    func cancelGracefully() async throws {
      // The first mini-batch, because before its result a worker holds no second one.
      let job = try job(waitingWith: "a")
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "a")
      try bench.directory.connect(to: job.name).cancel(now: false)
      #expect(try bench.directory.snapshot(of: job.name).status == .finalizing)
      try openGate()
      #expect(try await status == .canceled)
      #expect(try bench.rows(of: job) == ["a"])
      let last = try bench.directory.snapshot(of: job.name)
      #expect(last.progress.filesSucceeded == 1)
      #expect(
        last.recentEvents.prefix(2).map(\.message) == [
          "canceled: 1 file scored, 0 failed", "cancel after the running mini-batches",
        ])

      #expect(try await bench.run(job) == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "c", "d", "e"])
      #expect(throws: ExecutionError.jobAlreadyCompleted(name: job.name)) {
        try bench.directory.prepareResume(of: job.name, acceptChanges: false)
      }
      let resumed = try bench.directory.snapshot(of: job.name)
      #expect(resumed.progress.filesSucceeded == 5)
      #expect(resumed.progress.miniBatchesDone == 5)
      #expect(resumed.progress.bytesDone == 5)
      #expect(resumed.progress.elapsedSeconds > last.progress.elapsedSeconds)
      #expect(
        resumed.recentEvents.map(\.message) == [
          "completed: 5 files scored, 0 failed", "running: 1 worker, mini-batch size 1",
          "already done: 1 of 5 files", "runner started again",
          "canceled: 1 file scored, 0 failed", "cancel after the running mini-batches",
          "running: 1 worker, mini-batch size 1", "runner started",
        ])
    }

    @Test("takes back what was sent ahead when it is canceled")
    func cancelBehindOthers() async throws {
      let job = try job(waitingWith: "c")
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "c")
      // By then a worker has been sent the rest, unless the machine is slow.
      try bench.directory.connect(to: job.name).cancel(now: false)
      #expect(try bench.directory.snapshot(of: job.name).status == .finalizing)
      try openGate()
      #expect(try await status == .canceled)
      #expect(try bench.rows(of: job) == ["a", "b", "c"])
      #expect(try await bench.run(job) == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "c", "d", "e"])
    }

    @Test("gives the running mini-batch up when it is canceled at once, and scores it again later")
    func cancelNow() async throws {
      let job = try job()
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "c")
      let pid = try #require(try bench.directory.snapshot(of: job.name).workers.first?.pid)
      try bench.directory.connect(to: job.name).cancel(now: true)
      #expect(try await status == .canceled)
      #expect(!isAlive(Int32(pid)))
      #expect(try bench.rows(of: job) == ["a", "b"])

      try openGate()
      #expect(try await bench.run(job) == .completed)
      #expect(try bench.rows(of: job) == ["a", "b", "c", "d", "e"])
      let folder = bench.home.job(job.name).workerLogFolder(.stdout)
      #expect(names(in: folder) == ["process000.stdout.txt", "process001.stdout.txt"])
    }

    @Test("turns a patient cancel into one at once when it is asked again")
    func cancelTwice() async throws {
      let job = try job()
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "c")
      let connection = try bench.directory.connect(to: job.name)
      try connection.cancel(now: false)
      try connection.cancel(now: true)
      #expect(try await status == .canceled)
      #expect(try bench.rows(of: job) == ["a", "b"])
    }

    @Test("keeps what failed when it goes on")
    func resumeWithFailures() async throws {
      let job = try bench.prepare(
        script(
          where: #"name in "bc""#,
          do: """
            if name == "b": raise ValueError("bad")
                        while not os.path.exists("\(gate)"): time.sleep(0.005)
            """)
      ) { $0.settings.miniBatchSize = 1 }
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "c")
      try bench.directory.connect(to: job.name).cancel(now: true)
      #expect(try await status == .canceled)
      try openGate()
      #expect(try await bench.run(job) == .completed)
      #expect(try bench.rows(of: job) == ["a", "c", "d", "e"])
      let last = try bench.directory.snapshot(of: job.name)
      #expect(last.recentFailures.map(\.path) == ["b"])
      #expect(last.progress.filesFailed == 1)
      #expect(last.progress.bytesDone == 5)
    }

    @Test("refuses what comes when nothing changes any more")
    func tooLate() async throws {
      let job = try bench.prepare(
        """
        def init(): pass

        def run(mini_batch): return [os.path.basename(path) for path in mini_batch]

        def shutdown():
            while not os.path.exists("\(gate)"): time.sleep(0.005)

        """)
      async let status = bench.run(job)
      #expect(
        try await eventually {
          try bench.directory.snapshot(of: job.name).status == .finalizing
        })
      let connection = try bench.directory.connect(to: job.name)
      let refusal = ExecutionError.refused(
        message: "Job \(job.name) is ending: nothing changes any more.")
      let orders: [(JobConnection) throws -> Void] = [
        { try $0.setWorkers(2) }, { try $0.setMiniBatchSize(2) }, { try $0.setMemoryLimit(nil) },
        { try $0.pause() }, { try $0.goOn() }, { try $0.cancel(now: false) },
      ]
      for order in orders {
        #expect(throws: refusal) { try order(connection) }
      }
      try openGate()
      #expect(try await status == .completed)
    }

    @Test("has one runner at a time")
    func secondRunner() async throws {
      let job = try job()
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "c")
      let error = ExecutionError.jobAlreadyRuns(name: job.name, pid: Int(getpid()))
      await #expect(throws: error) { try await bench.run(job) }
      #expect(
        "\(error)" == "Job \(job.name) is already running (runner process \(getpid())); watch it "
          + "with: batchdeck job stream -n \(job.name)")
      #expect(bench.directory.isAlive(job.name))
      try openGate()
      #expect(try await status == .completed)
      #expect(!bench.directory.isAlive(job.name))
      #expect(try bench.rows(of: job) == ["a", "b", "c", "d", "e"])
    }

    @Test("tells those who watch how it goes, up to its end")
    func watching() async throws {
      let job = try job()
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "c")
      let connection = try bench.directory.connect(to: job.name)
      var subscription = try connection.subscribe()
      guard case .history? = try subscription.next(timeout: .seconds(60)) else {
        Issue.record("the history comes first")
        return
      }
      guard case .snapshot(let now)? = try subscription.next(timeout: .seconds(60)) else {
        Issue.record("then the job as it is")
        return
      }
      #expect(now.status == .running)
      #expect(now.progress.filesSucceeded == 2)
      #expect(now.runner?.pid == Int(getpid()))
      try openGate()
      var last: JobSnapshot?
      while let update = try subscription.next(timeout: .seconds(60)) {
        if case .snapshot(let snapshot) = update { last = snapshot }
      }
      #expect(subscription.isClosed)
      #expect(try await status == .completed)
      #expect(last?.status == .completed)
      #expect(last?.progress.filesSucceeded == 5)
      #expect(last?.recentEvents.first?.message == "completed: 5 files scored, 0 failed")
      connection.close()
    }

    @Test("goes on telling who keeps the subscription alone")
    func subscriptionAlone() async throws {
      let job = try job()
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "c")
      var subscription = try bench.directory.connect(to: job.name).subscribe()
      #expect(try subscription.next(timeout: .seconds(60)) != nil)
      try openGate()
      #expect(try await status == .completed)
    }

    @Test("answers what it does not understand with an error, and stays reachable")
    func misunderstandings() async throws {
      let job = try job()
      async let status = bench.run(job)
      try await bench.waitUntil(job, scores: "c")
      let line = try RawConnection(path: bench.home.job(job.name).controlSocketPath)
      #expect(
        try line.next()
          == #"{"jsonrpc":"2.0","method":"hello","params":{"job":"\#(job.name)","version":1}}"#)
      for (request, answer) in [
        (
          #"{"jsonrpc": "2.0", "id": 7, "method": "job.explode"}"#,
          #"{"error":{"code":-32601,"message":"there is no method \"job.explode\""},"id":7,"jsonrpc":"2.0"}"#
        ),
        (
          #"{"jsonrpc": "2.0", "id": 8, "method": "job.cancel"}"#,
          #"{"error":{"code":-32602,"message":"job.cancel needs {\"now\": true or false}"},"id":8,"jsonrpc":"2.0"}"#
        ),
        (
          #"{"jsonrpc": "2.0", "id": 9, "method": "job.setMemoryLimit", "params": {"byte": 1}}"#,
          #"{"error":{"code":-32602,"message":"job.setMemoryLimit needs {\"bytes\": 1 or more, or null}"},"id":9,"jsonrpc":"2.0"}"#
        ),
      ] {
        try line.send(request)
        #expect(try line.next() == answer)
      }
      try line.send("nonsense")
      #expect(
        try line.next()
          == #"{"error":{"code":-32700,"message":"this line is not a JSON-RPC request"},"id":null,"jsonrpc":"2.0"}"#
      )
      let greedy = try RawConnection(path: bench.home.job(job.name).controlSocketPath)
      _ = try greedy.next()
      // May meet a closed connection half-way.
      try? greedy.send(String(repeating: "x", count: 1 << 20))
      #expect(try greedy.next() == nil)
      #expect(try bench.directory.connect(to: job.name).snapshot().status == .running)
      try openGate()
      #expect(try await status == .completed)
    }

    @Test("can be reached however deep its home lies")
    func deepHome() async throws {
      let folders = (0..<4).map { String(repeating: "\($0)", count: 50) }
      let deep = try Self(homeFolder: folders.joined(separator: "/"))
      let job = try deep.job()
      try #require(deep.bench.home.job(job.name).controlSocketPath.utf8.count > 200)
      async let status = deep.bench.run(job)
      try await deep.bench.waitUntil(job, scores: "c")
      try deep.bench.directory.connect(to: job.name).cancel(now: true)
      #expect(try await status == .canceled)
      #expect(try deep.bench.rows(of: job) == ["a", "b"])
    }

    @Test("that is over cannot be reached, and says so")
    func afterTheEnd() async throws {
      try openGate()
      let job = try job()
      #expect(try await bench.run(job) == .completed)
      let error = ExecutionError.jobNotRunning(name: job.name)
      #expect(throws: error) { try bench.directory.connect(to: job.name) }
      #expect("\(error)" == "Job \(job.name) is not running.")
    }

    @Test("whose runner is frozen is not said to be over")
    func silent() throws {
      let folder = try bench.workspace.folder("jobs/silent")
      let short = try ShortSocketPath(JobFolder(path: folder).controlSocketPath)
      let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(listener) }
      let code = withSocketAddress(short.path) { Glibc.bind(listener, $0, $1) }
      try #require(code == 0 && listen(listener, 1) == 0)
      let connection = try JobConnection(
        folder: JobFolder(path: folder), jobName: "silent", answerDeadline: .milliseconds(20))
      #expect(throws: ExecutionError.runnerSilent(name: "silent", seconds: 0)) {
        try connection.pause()
      }
    }

    /// A job that stays in `run()` with one file until the gate is there.
    private func job(waitingWith file: String = "c") throws -> JobSpecification {
      let script = script(
        where: "name == \"\(file)\"",
        do: "while not os.path.exists(\"\(gate)\"): time.sleep(0.005)")
      return try bench.prepare(script) { $0.settings.miniBatchSize = 1 }
    }

    private func openGate() throws { try bench.workspace.file("gate") }
  }
}

private func withSocketAddress(
  _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
}

/// A client that says what it likes.
private final class RawConnection {
  private let descriptor: Int32
  private var reader: LineReader

  init(path: String) throws {
    let short = try ShortSocketPath(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    reader = LineReader(descriptor: descriptor)
    let code = withSocketAddress(short.path) { connect(descriptor, $0, $1) }
    try #require(code == 0)
  }

  deinit { close(descriptor) }

  func send(_ line: String) throws {
    try Array("\(line)\n".utf8).withUnsafeBytes {
      try writeAll($0, to: descriptor, path: "control socket")
    }
  }

  /// The next line with its keys in order; nil when the other end closed.
  func next() throws -> String? {
    guard let line = try reader.next(until: StatusPage.now + .seconds(60)) else {
      #expect(reader.isAtEnd)
      return nil
    }
    let json = try JSONSerialization.jsonObject(with: line)
    return String(
      decoding: try JSONSerialization.data(withJSONObject: json, options: .sortedKeys),
      as: UTF8.self)
  }
}
