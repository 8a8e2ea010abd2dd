import BatchEndpoints
import CProcess
import Foundation
import SystemMetrics

/// How the workers of one job are started: the parts that are the same for all of them.
struct WorkerLaunch: Sendable {
  /// Operators change some of it while the job runs.
  var specification: JobSpecification
  let folder: JobFolder
  /// The folder of the Python half.
  let workerFiles: String
  /// Processor cores this machine grants.
  let cores: Int
  /// The runner's own environment.
  let inherited: [String: String]
  /// How long a worker may take from its start until `init()` has returned.
  let initLimit: Duration
  /// When this run of the job began.
  let began: Date
  var graphics = GraphicsProcessors()

  /// From when on Azure takes processes to be stuck in `init()` (contract 3.3).
  static func initLimit(timeoutSeconds: Double) -> Duration { .seconds(3 * timeoutSeconds + 30) }

  /// What limits numeric libraries to a worker's share of the cores.
  private static let threadCaps = [
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS",
  ]

  /// The deployment's script, or the driver of MLflow models that comes with the Python half.
  private var script: JobSpecification.Script {
    specification.script ?? WorkerFiles.mlflowDriver(in: workerFiles)
  }

  /// Inherited variables, then ours, then the deployment's, the later winning.
  var environment: [String: String] {
    var variables = inherited.merging(ownThreadCaps) { $1 }
    variables["AZUREML_RUN_ID"] = specification.name
    variables["AZUREML_BI_OUTPUT_PATH"] = specification.outputPath
    if let model = specification.model { variables["AZUREML_MODEL_DIR"] = model.folder }
    variables.merge(specification.environmentVariables) { $1 }
    variables[Self.markName] = folder.path
    return variables
  }

  func environment(ofSlot slot: Int) -> [String: String] {
    environment.merging(graphicsVariables(ofSlot: slot)) { $1 }
  }

  /// A processor of its own for each worker, as on Azure, unless the deployment says otherwise.
  private func graphicsVariables(ofSlot slot: Int) -> [String: String] {
    guard let name = graphics.name(forSlot: slot) else { return [:] }
    let variables = [
      "CUDA_VISIBLE_DEVICES": name, "AZ_BATCHAI_GPU_COUNT_FOUND": String(graphics.names.count),
    ]
    return variables.filter { specification.environmentVariables[$0.key] == nil }
  }

  /// A variable that all processes of the job carry, those that leave their sessions too.
  static let markName = "BATCHDECK_JOB_FOLDER"
  private var mark: String { "\(Self.markName)=\(folder.path)" }

  /// Ends what is left of the job's processes, such as daemons that its script has started.
  func endLeftovers() { batchdeck_kill_marked(mark) }

  /// Nothing that the deployment or the operator has set is a cap of ours.
  private var ownThreadCaps: [String: String] {
    let share = String(max(1, cores / specification.workers))
    return Dictionary(
      uniqueKeysWithValues: Self.threadCaps
        .filter { inherited[$0] == nil && specification.environmentVariables[$0] == nil }
        .map { ($0, share) })
  }

  func forkRequest(slot: Int, process: Int) -> RunnerFrame.Fork {
    let name = JobFolder.processName(process)
    return RunnerFrame.Fork(
      processName: name, workingDir: folder.workPath + "/" + name, workerId: slot,
      stackFile: folder.stackPath(process: process),
      memoryLimitBytes: specification.memoryLimitBytes ?? 0,
      environment: ownThreadCaps.merging(graphicsVariables(ofSlot: slot)) { $1 })
  }

  /// `mayShare`: whether the process is to become a fork server if what it loads can be shared.
  func configuration(
    slot: Int, process: Int, mayShare: Bool
  ) -> RunnerFrame.Configuration {
    let processName = JobFolder.processName(process)
    return RunnerFrame.Configuration(
      scoringScript: script.path, codeDir: script.folder,
      outputAction: specification.outputAction.rawValue,
      loggingLevel: specification.loggingLevel, argv: scriptArguments, workerId: slot,
      processName: processName, workingDir: folder.workPath + "/" + processName,
      outputDir: specification.outputPath, logDir: folder.entryScriptLogFolder,
      maxRowsBytes: WorkerFrameDecoder.maxRowBytes, stackFile: folder.stackPath(process: process),
      memoryLimitBytes: specification.memoryLimitBytes ?? 0,
      shareModel: mayShare ? "auto" : "off",
      beganNanoseconds: specification.script == nil
        ? 0 : Int(began.timeIntervalSince1970 * 1e9))
  }

  /// What scripts written for Azure may look for in `sys.argv` (the driver's own arguments there).
  private var scriptArguments: [String] {
    let module = URL(fileURLWithPath: script.path).deletingPathExtension().lastPathComponent
    return [
      "--scoring_module_name", module,
      "--mini_batch_size", String(specification.miniBatchSize),
      "--error_threshold", String(specification.errorThreshold),
      "--output_action", specification.outputAction.rawValue,
      "--logging_level", specification.loggingLevel.uppercased(),
      "--run_invocation_timeout", String(Int(specification.timeoutSeconds)),
      "--run_max_try", String(1 + specification.maxRetries),
      "--append_row_file_name", specification.outputFileName,
      "--output", specification.outputPath,
      "--process_count_per_node", String(specification.workers),
      "--client_sdk_version", "batchdeck",
    ]
  }
}
