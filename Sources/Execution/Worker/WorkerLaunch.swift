import BatchEndpoints
import Foundation

/// How the workers of one job are started: the parts that are the same for all of them.
struct WorkerLaunch: Sendable {
  let specification: JobSpecification
  let folder: JobFolder
  /// The folder of the Python half.
  let workerFiles: String
  /// Processor cores this machine grants.
  let cores: Int
  /// The runner's own environment.
  let inherited: [String: String]

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
    var variables = inherited
    let share = String(max(1, cores / specification.workers))
    for name in Self.threadCaps where variables[name] == nil { variables[name] = share }
    variables["AZUREML_BI_OUTPUT_PATH"] = specification.outputPath
    if let model = specification.model { variables["AZUREML_MODEL_DIR"] = model.folder }
    variables.merge(specification.environmentVariables) { $1 }
    return variables
  }

  func configuration(slot: Int, processName: String) -> RunnerFrame.Configuration {
    RunnerFrame.Configuration(
      scoringScript: script.path, codeDir: script.folder,
      outputAction: specification.outputAction.rawValue,
      loggingLevel: specification.loggingLevel, argv: scriptArguments, workerId: slot,
      processName: processName, workingDir: folder.workPath + "/" + processName,
      outputDir: specification.outputPath, logDir: folder.entryScriptLogFolder,
      maxRowsBytes: WorkerFrameDecoder.maxRowBytes)
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
