package import BatchEndpoints
import Foundation
import Glibc
import Logging
import NIOCore
import NIOPosix
package import Registry
import Scheduling
import Synchronization
import SystemMetrics

/// The process that runs one job: `batchdeck runner JOB`.
///
/// Owns the engine, the ledger and the control socket as long as the job is in work.
package struct Runner {
  private let home: BatchDeckHome
  private let openRegistry: @Sendable () throws -> JobRegistry
  private let folder: JobFolder
  private let jobName: String
  private let environment: [String: String]
  private let initLimit: Duration?

  /// `openRegistry` is called once, and the job goes on without what it gives when it throws. `initLimit` is
  /// how long a worker may take until `init()` has returned; nil for what the job's timeout
  /// makes of it.
  package init(
    home: BatchDeckHome, openRegistry: @escaping @Sendable () throws -> JobRegistry,
    jobName: String, environment: [String: String], initLimit: Duration? = nil
  ) {
    self.home = home
    self.openRegistry = openRegistry
    folder = home.job(jobName)
    self.jobName = jobName
    self.environment = environment
    self.initLimit = initLimit
  }

  /// Runs the job to its end and returns how it ended. Blocks.
  ///
  /// - Throws: `ExecutionError.jobAlreadyRuns` when another runner lives, and whatever keeps the
  ///   runner from beginning.
  package func run() throws -> JobStatus {
    let (status, lineage) = try runLocked()
    // The job is over and its lock free; what its model's digest is may still be read.
    lineage?.wait(atMost: Self.lineageLimit)
    return status
  }

  /// How long a runner may outlive its job to read a large model.
  private static let lineageLimit = Duration.seconds(120)

  private func runLocked() throws -> (JobStatus, BackgroundReading?) {
    let lock = try RunnerLock(folder: folder, jobName: jobName)
    defer { withExtendedLifetime(lock) {} }
    var logger = Logger(label: "runner") { StreamLogHandler.standardError(label: $0) }
    logger[metadataKey: "job"] = "\(jobName)"

    let ledger = try Ledger(path: folder.ledgerPath)
    let specification = try ledger.specification()
    let launch = WorkerLaunch(
      specification: specification, folder: folder,
      workerFiles: try WorkerFiles.install(in: home.cachePath),
      cores: (try? ProcFS().availableCores()) ?? 1, inherited: environment,
      initLimit: initLimit
        ?? WorkerLaunch.initLimit(timeoutSeconds: specification.timeoutSeconds),
      began: Date(),
      graphics: GraphicsProcessors(visible: environment["CUDA_VISIBLE_DEVICES"]))
    let previous = try previousRun(ledger)
    // Looking for them takes a read for each process of the machine.
    if previous.processCount > 0 { launch.endLeftovers() }
    if specification.durability == .power { try ledger.makeDurable() }
    let output = try specification.predictionsPath.map { path in
      let ordering = OutputOrdering(ledger: ledger, path: path)
      try ordering.recover()
      try ordering.closeGaps()
      return try OutputFile(
        path: path, truncatedTo: try ledger.outputEnd(), syncs: specification.durability == .power)
    }

    // One loop for the job, one for its disk.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let diskGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer {
      try? diskGroup.syncShutdownGracefully()
      try? group.syncShutdownGracefully()
    }
    let eventLoop = group.next()
    let committer = Committer(
      eventLoop: diskGroup.next(), ledger: ledger, openRegistry: openRegistry, output: output,
      logs: JobLogs(folder: folder))
    let listing = try InputListing(into: folder.path)
    // Kept when the first results are durable, or the job is over without any.
    let resultsCame = eventLoop.makePromise(of: Void.self)
    defer { try? eventLoop.submit { resultsCame.succeed() }.wait() }
    let lineage = try lineageReading(
      launch, ledger, on: eventLoop, after: resultsCame.futureResult)
    let ended = eventLoop.makePromise(of: JobSnapshot.self)
    let engine = LocalEngine(
      eventLoop: eventLoop, launch: launch, manifest: listing.manifest.emptied,
      committer: committer, previous: previous, logger: logger,
      resultsCame: resultsCame, whenEnded: { ended.succeed($0) })
    let server = ControlServer(eventLoop: eventLoop, engine: engine, jobName: jobName)
    // Before anything that the first worker need not wait for.
    eventLoop.execute { engine.assumeIsolated { $0.begin() } }
    list(listing, specification, ledger, engine, eventLoop)
    do {
      try server.listen(at: folder.controlSocketPath)
    } catch {
      eventLoop.execute { engine.assumeIsolated { $0.cancel(now: true) } }
      _ = try? ended.futureResult.wait()
      throw error
    }

    let last = try ended.futureResult.wait()
    launch.endLeftovers()
    engine.logCutting.sync {}
    try? eventLoop.submit { server.assumeIsolated { $0.finish(with: last) } }.wait()
      .wait()
    unlink(folder.controlSocketPath)
    try? FileManager.default.removeItem(atPath: folder.workPath)
    return (last.status, lineage)
  }

  /// Looks up where the results come from while the job runs, unless an earlier runner did.
  ///
  /// The code at once, as the workers read it: somebody may go on editing it. The rest begins with the first
  /// results: they are waited for, and the commands that it asks would be in their way.
  private func lineageReading(
    _ launch: WorkerLaunch, _ ledger: Ledger, on eventLoop: any EventLoop,
    after resultsCame: EventLoopFuture<Void>
  ) throws -> BackgroundReading? {
    if let known = try ledger.lineage(), known.model == nil || known.modelDigest != nil {
      return nil
    }
    var environment = launch.environment
    // The commands that it asks are none of the job's processes, which are ended with the job.
    environment[WorkerLaunch.markName] = nil
    let reader = LineageReader(
      specification: launch.specification, folder: launch.folder, environment: environment)
    let codeDigest = Mutex<String?>(nil)
    let code = BackgroundReading(named: "code", after: eventLoop.makeSucceededVoidFuture()) {
      BackgroundReading.standBack()
      let digest = reader.codeDigest()
      codeDigest.withLock { $0 = digest }
    }
    return BackgroundReading(named: "lineage", after: resultsCame) {
      code.wait(atMost: Self.lineageLimit)
      reader.read(codeDigest: codeDigest.withLock(\.self)) { try? ledger.store($0) }
    }
  }

  /// Lists on a thread of its own what earlier runners did not.
  private func list(
    _ listing: InputListing, _ specification: JobSpecification, _ ledger: Ledger,
    _ engine: LocalEngine, _ eventLoop: any EventLoop
  ) {
    let lister = Thread {
      let listed = Result {
        if listing.manifest.count > 0 {
          let known = ListedFiles(
            first: 0, extent: listing.manifest.extent, problems: try listing.manifest.problems())
          let settled = try ledger.settled(fileCount: known.extent.count)
          let messages = try ledger.failureMessages(limit: LocalEngine.messageLimit)
          eventLoop.execute {
            engine.assumeIsolated {
              $0.filesListed(known, settled: settled, failureMessages: messages)
            }
          }
        }
        try listing.run(
          input: specification.inputPath, isTopLevelOnly: specification.isTopLevelOnly,
          order: specification.order
        ) { block in
          eventLoop.execute { engine.assumeIsolated { $0.filesListed(block) } }
          return true
        }
      }
      eventLoop.execute { engine.assumeIsolated { $0.listingEnded(listed) } }
    }
    lister.name = "lister"
    lister.start()
  }

  private func previousRun(_ ledger: Ledger) throws -> LocalEngine.PreviousRun {
    let logs = try? FileManager.default.contentsOfDirectory(
      atPath: folder.workerLogFolder(.stdout))
    return LocalEngine.PreviousRun(
      processCount: logs?.count ?? 0,
      elapsedSeconds: try ledger.lastSnapshot()?.progress.elapsedSeconds ?? 0,
      failures: try ledger.failedFiles(limit: LocalEngine.recentLimit),
      events: try ledger.events(limit: LocalEngine.recentLimit),
      samples: try ledger.samples(limit: LocalEngine.historyLimit))
  }
}
