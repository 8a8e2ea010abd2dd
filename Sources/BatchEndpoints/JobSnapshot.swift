package import Foundation

/// One job at one moment, as the control socket sends it and `job show -o json` prints it.
///
/// Keys are snake_case in JSON (`cli.md`, "job show as JSON"). Times are seconds since 1970 on the
/// wire of the control socket and ISO 8601 where printed; sizes are bytes, durations seconds.
package struct JobSnapshot: Codable, Sendable, Equatable {
  /// The job's unique name, such as `brave_otter_4821`.
  package var name: String
  /// What the operator recognises it by: the deployment's name.
  package var displayName: String
  package var status: JobStatus
  package var endpointName: String?
  package var deploymentName: String
  package var createdAt: Date
  /// When the present runner began; nil before the first.
  package var startedAt: Date?
  package var endedAt: Date?
  package var settings: Settings
  /// What of the settings holds at this moment; nil when no runner lives.
  package var inForce: InForce?
  package var progress: Progress
  /// Worker slots in order; a slot keeps its number when its process is replaced.
  package var workers: [Worker]
  /// The living runner, nil when none.
  package var runner: Runner?
  package var outputs: Outputs
  /// Nil where it was not looked up; a runner does not send it.
  package var lineage: JobLineage?
  /// The latest failed files, newest first, at most `mostRecent`.
  package var recentFailures: [FailedFile]
  /// The latest events, newest first, at most `mostRecent`.
  package var recentEvents: [JobEvent]
  /// Why the job failed; nil while it has not.
  package var error: JobError?

  /// Failed files and events that a snapshot tells of.
  package static let mostRecent = 50

  package struct Settings: Codable, Sendable, Equatable {
    package var miniBatchSize: Int
    /// Workers asked for, all instances together.
    package var workers: Int
    /// Failed items tolerated; -1 means any number.
    package var errorThreshold: Int
    package var maxRetries: Int
    package var timeoutSeconds: Double
    /// What one worker may use, bytes; nil for any amount.
    package var memoryLimitBytes: Int?
    /// `append_row` or `summary_only`.
    package var outputAction: String
    package var inputPath: String
    /// The words after `batchdeck` that name what is run, as in `run /deploy/deployment.yml`, with
    /// what the operator changed of it; nil where that is not known.
    package var invocation: [String]?

    package init(
      miniBatchSize: Int, workers: Int, errorThreshold: Int, maxRetries: Int,
      timeoutSeconds: Double, memoryLimitBytes: Int? = nil, outputAction: String,
      inputPath: String, invocation: [String]? = nil
    ) {
      self.miniBatchSize = miniBatchSize
      self.workers = workers
      self.errorThreshold = errorThreshold
      self.maxRetries = maxRetries
      self.timeoutSeconds = timeoutSeconds
      self.memoryLimitBytes = memoryLimitBytes
      self.outputAction = outputAction
      self.inputPath = inputPath
      self.invocation = invocation
    }
  }

  /// *4 workers asked, 3 in force: 1 draining.*
  package struct InForce: Codable, Sendable, Equatable {
    /// Worker processes that stay.
    package var workers: Int
    /// Those that are on their way out.
    package var workersLeaving: Int
    /// How many there may be: what is asked, less what memory has no room for.
    package var workersAdmitted: Int
    /// Why fewer are admitted than asked; nil when all are.
    package var admissionReason: String?
    package var miniBatchSize: Int
    /// Why the job pauses; nil when it does not.
    package var pauseReason: String?

    package init(
      workers: Int, workersLeaving: Int, workersAdmitted: Int, admissionReason: String? = nil,
      miniBatchSize: Int, pauseReason: String? = nil
    ) {
      self.workers = workers
      self.workersLeaving = workersLeaving
      self.workersAdmitted = workersAdmitted
      self.admissionReason = admissionReason
      self.miniBatchSize = miniBatchSize
      self.pauseReason = pauseReason
    }
  }

  package struct Progress: Codable, Sendable, Equatable {
    /// Zero until the input has been listed.
    package var filesTotal: Int = 0
    package var filesSucceeded: Int = 0
    package var filesFailed: Int = 0
    /// In the mini-batches that workers hold now.
    package var filesRunning: Int = 0
    /// In mini-batches that failed and wait for another attempt.
    package var filesRetrying: Int = 0
    /// Items that `run()` did not return, although it did not fail.
    package var itemsUnreported: Int = 0
    package var miniBatchesDone: Int = 0
    package var bytesTotal: Int = 0
    package var bytesDone: Int = 0
    /// Over the last few seconds, or the time of two mini-batches; those that run count in part. Zero while
    /// nothing is known.
    package var filesPerSecond: Double = 0
    package var etaSeconds: Double?
    /// 0...1, never falling: by bytes where these tell better than files how long things take; nil where
    /// that was not looked at.
    package var weightedFraction: Double?
    /// Time with a living runner, all runners together.
    package var elapsedSeconds: Double = 0

    package init() {}

    /// Files that are settled, succeeded or failed.
    package var filesDone: Int { filesSucceeded + filesFailed }
    /// 0...1; zero before there are files.
    package var fraction: Double {
      weightedFraction ?? (filesTotal == 0 ? 0 : Double(filesDone) / Double(filesTotal))
    }
  }

  /// Legal moves: `starting → initializing → idle ⇄ running → draining → stopped`, `backingOff → starting`.
  package enum WorkerState: String, Codable, Sendable, CaseIterable {
    case starting, initializing, idle, running, draining, stopped
    case backingOff = "backing_off"
  }

  package struct Worker: Codable, Sendable, Equatable {
    /// The slot, from 0.
    package var id: Int
    package var pid: Int?
    package var state: WorkerState
    /// Index of the mini-batch in work, nil when idle.
    package var miniBatch: Int?
    /// Files of the mini-batch that `run()` has taken so far, 0...fileCount; nil when idle.
    package var fileIndex: Int?
    package var fileCount: Int?
    /// The file in work relative to the input folder, as far as the script's iteration tells.
    package var file: String?
    package var rssBytes: Int?
    /// Its share of memory: a shared model counts for each worker in part.
    package var pssBytes: Int?
    /// What only it holds.
    package var privateBytes: Int?
    /// The most it has held in memory.
    package var peakBytes: Int?
    /// 100 is one core.
    package var cpuPercent: Double?
    package var filesDone: Int
    package var filesPerSecond: Double
    /// How long the present mini-batch has been in `run()`.
    package var runningSeconds: Double?
    /// Whether the mini-batch in work has taken much longer than others do.
    @NewerKey package var isStuck: Bool
    /// Processes this slot has used so far, 1 for the first.
    package var incarnation: Int

    package init(
      id: Int, pid: Int? = nil, state: WorkerState, miniBatch: Int? = nil, fileIndex: Int? = nil,
      fileCount: Int? = nil, file: String? = nil, rssBytes: Int? = nil, pssBytes: Int? = nil,
      privateBytes: Int? = nil, peakBytes: Int? = nil,
      cpuPercent: Double? = nil, filesDone: Int = 0, filesPerSecond: Double = 0,
      runningSeconds: Double? = nil, isStuck: Bool = false, incarnation: Int = 0
    ) {
      self.id = id
      self.pid = pid
      self.state = state
      self.miniBatch = miniBatch
      self.fileIndex = fileIndex
      self.fileCount = fileCount
      self.file = file
      self.rssBytes = rssBytes
      self.pssBytes = pssBytes
      self.privateBytes = privateBytes
      self.peakBytes = peakBytes
      self.cpuPercent = cpuPercent
      self.filesDone = filesDone
      self.filesPerSecond = filesPerSecond
      self.runningSeconds = runningSeconds
      self.isStuck = isStuck
      self.incarnation = incarnation
    }
  }

  package struct Runner: Codable, Sendable, Equatable {
    package var pid: Int
    package var startedAt: Date

    package init(pid: Int, startedAt: Date) {
      self.pid = pid
      self.startedAt = startedAt
    }
  }

  package struct Outputs: Codable, Sendable, Equatable {
    package var score: Score

    package struct Score: Codable, Sendable, Equatable {
      package var path: String
      package init(path: String) { self.path = path }
    }

    package init(scorePath: String) { score = Score(path: scorePath) }
  }

  package struct JobError: Codable, Sendable, Equatable {
    package var code: String
    /// One line.
    package var message: String
    /// The Python traceback behind it, where there is one.
    package var traceback: String?

    package init(code: String, message: String, traceback: String? = nil) {
      self.code = code
      self.message = message
      self.traceback = traceback
    }
  }

  package init(
    name: String, displayName: String, status: JobStatus, endpointName: String? = nil,
    deploymentName: String, createdAt: Date, startedAt: Date? = nil, endedAt: Date? = nil,
    settings: Settings, inForce: InForce? = nil, progress: Progress = Progress(),
    workers: [Worker] = [],
    runner: Runner? = nil, outputs: Outputs, lineage: JobLineage? = nil,
    recentFailures: [FailedFile] = [],
    recentEvents: [JobEvent] = [], error: JobError? = nil
  ) {
    self.name = name
    self.displayName = displayName
    self.status = status
    self.endpointName = endpointName
    self.deploymentName = deploymentName
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.settings = settings
    self.inForce = inForce
    self.progress = progress
    self.workers = workers
    self.runner = runner
    self.outputs = outputs
    self.lineage = lineage
    self.recentFailures = recentFailures
    self.recentEvents = recentEvents
    self.error = error
  }
}
