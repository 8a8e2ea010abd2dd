import BatchEndpoints
import Foundation
import SystemMetrics
import Testing

@testable import Execution

extension RunnerTests {
  @Suite("gives its script what Azure gives")
  struct Surroundings {
    private let bench: JobBench

    init() throws {
      bench = try JobBench()
      try bench.inputs(["a"])
    }

    @Test("AZUREML_MODEL_DIR holds the model under its own name", arguments: [true, false])
    func modelFolder(isFolder: Bool) async throws {
      let (told, _) = try await tell(
        """
        [os.listdir(os.environ["AZUREML_MODEL_DIR"]),
         open(os.path.join(os.environ["AZUREML_MODEL_DIR"], \
        *\(isFolder ? #"["weights", "model.txt"]"# : #"["model.txt"]"#))).read()]
        """
      ) {
        let path = bench.workspace["models/weights"] + (isFolder ? "" : "/model.txt")
        $0.model = .inline(InlineModel(path: path))
      }
      #expect(told as? NSArray == [[isFolder ? "weights" : "model.txt"], "seven"])
    }

    @Test("AZUREML_RUN_ID is the job's name, unless the deployment says otherwise")
    func runID() async throws {
      let (told, job) = try await tell(#"os.environ["AZUREML_RUN_ID"]"#)
      #expect(told as? String == job.name)
      let (other, _) = try await tell(#"os.environ["AZUREML_RUN_ID"]"#) {
        $0.settings.environmentVariables["AZUREML_RUN_ID"] = "mine"
      }
      #expect(other as? String == "mine")
    }

    @Test("without a model there is no AZUREML_MODEL_DIR")
    func noModel() async throws {
      let (told, _) = try await tell(#""AZUREML_MODEL_DIR" in os.environ"#) { $0.model = nil }
      #expect(told as? Bool == false)
    }

    @Test("the working folder is the process's own, and gone afterwards")
    func workingFolder() async throws {
      let (told, job) = try await tell("[os.getcwd(), os.listdir()]")
      let work = bench.home.job(job.name).workPath
      #expect(told as? NSArray == [work + "/process000", []])
      #expect(!FileManager.default.fileExists(atPath: work))
    }

    @Test("sys.argv is what Azure's driver passes on")
    func arguments() async throws {
      let (told, job) = try await tell("sys.argv") {
        $0.settings.miniBatchSize = 3
        $0.settings.maxConcurrencyPerInstance = 2
        $0.settings.retrySettings.maxRetries = 4
        $0.settings.retrySettings.timeoutSeconds = 77
        $0.settings.errorThreshold = 5
        $0.settings.outputFileName = "rows.txt"
        $0.settings.loggingLevel = "debug"
      }
      #expect(
        told as? [String] == [
          bench.workspace["code/score.py"], "--scoring_module_name", "score",
          "--mini_batch_size", "3", "--error_threshold", "5", "--output_action", "append_row",
          "--logging_level", "DEBUG", "--run_invocation_timeout", "77", "--run_max_try", "5",
          "--append_row_file_name", "rows.txt", "--output", job.outputPath,
          "--process_count_per_node", "2", "--client_sdk_version", "batchdeck",
        ])
      #expect(job.predictionsPath == job.outputPath + "/rows.txt")
    }

    @Test("numeric libraries get a worker's share of the cores, unless somebody said otherwise")
    func threadCaps() async throws {
      let variables = """
        {name: os.environ.get(name) for name in (
            "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
            "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS")}
        """
      let cores = try ProcFS().availableCores()
      let inherited = JobBench.environment.merging(["MKL_NUM_THREADS": "11"]) { $1 }
      let (told, _) = try await tell(variables, environment: inherited) {
        $0.settings.maxConcurrencyPerInstance = 2
        $0.settings.environmentVariables = ["OMP_NUM_THREADS": "13"]
      }
      let share = String(max(1, cores / 2))
      #expect(
        told as? [String: String] == [
          "OMP_NUM_THREADS": "13", "OPENBLAS_NUM_THREADS": share, "MKL_NUM_THREADS": "11",
          "NUMEXPR_NUM_THREADS": share, "VECLIB_MAXIMUM_THREADS": share,
          "BLIS_NUM_THREADS": share,
        ])
    }

    @Test("the deployment's variables win over the inherited and our own")
    func environmentVariables() async throws {
      let inherited = JobBench.environment.merging(["KEPT": "kept", "CHANGED": "old"]) { $1 }
      let (told, job) = try await tell(
        """
        [os.environ.get(name) for name in
         ("KEPT", "CHANGED", "NEW", "AZUREML_BI_OUTPUT_PATH", "AZUREML_MODEL_DIR", "HOME")]
        """, environment: inherited
      ) {
        $0.settings.environmentVariables = [
          "CHANGED": "new", "NEW": "a=b c\nd", "AZUREML_MODEL_DIR": "/elsewhere",
        ]
      }
      #expect(
        told as? [String] == [
          "kept", "new", "a=b c\nd", job.outputPath, "/elsewhere", "/nonexistent",
        ])
    }

    @Test("run() is told the position of its first file when it asks for the context")
    func context() async throws {
      try bench.inputs(["b", "c", "d", "e"])
      let (job, _) = try await bench.result(
        of: """
          def init(): pass

          def run(mini_batch, mini_batch_context):
              return [f"{mini_batch_context.minibatch_index} {os.path.basename(path)}"
                      for path in mini_batch]

          """
      ) { $0.settings.miniBatchSize = 2 }
      #expect(try bench.rows(of: job) == ["0 a", "0 b", "2 c", "2 d", "4 e"])
    }

    @Test("modules beside the script can be imported")
    func ownModules() async throws {
      try bench.workspace.file("code/digit_reader.py", "ANSWER = 42\n")
      let (told, _) = try await tell(#"__import__("digit_reader").ANSWER"#)
      #expect(told as? Int == 42)
    }

    /// What an expression is inside `run()`, by way of JSON.
    private func tell(
      _ expression: String, environment: [String: String] = JobBench.environment,
      change: (inout BatchDeployment) -> Void = { _ in }
    ) async throws -> (value: Any, job: JobSpecification) {
      let told = bench.workspace["told.json"]
      let job = try bench.prepare(
        """
        import json

        def init(): pass

        def run(mini_batch):
            with open("\(told)", "w") as file:
                json.dump(\(expression), file)
            return mini_batch

        """, change: change)
      try #require(try await bench.run(job, environment: environment) == .completed)
      let data = try Data(contentsOf: URL(fileURLWithPath: told))
      return (try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed), job)
    }
  }
}
