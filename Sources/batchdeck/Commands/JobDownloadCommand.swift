import ArgumentParser
import BatchEndpoints
import Execution
import Foundation

struct JobDownloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "download",
    abstract: "Copy what a job has written to a folder, in Azure's layout.",
    discussion: """
      The output goes to named-outputs/score in that folder, the logs to artifacts/logs. Files of the \
      same names that are there already are replaced, as az does.
      """)

  @OptionGroup var job: JobNameOption

  @Option(help: "This output alone, without the logs: score.")
  var outputName: String?

  @Flag(help: "All outputs and the logs, which is the default.")
  var all = false

  @Option(
    name: [.customShort("p"), .long], help: "The folder. Default: the working directory.",
    completion: .directory)
  var downloadPath = "."

  @OptionGroup var noOutput: NoOutputOptions

  func validate() throws {
    if let outputName, all {
      throw ValidationError("--output-name \(outputName) and --all are given; name one of them.")
    }
  }

  func run() throws {
    let context = try Context()
    let snapshot = try context.directory.snapshot(of: job.name)
    guard snapshot.status.isOver else {
      throw failure(
        "Job \(job.name) is \(snapshot.status.rawValue); it can be downloaded once it has ended. "
          + "Wait for it with: batchdeck job stream -n \(job.name)")
    }
    if let outputName, outputName != "score" {
      throw failure(
        "Job \(job.name) has no output \"\(outputName)\"; a batch deployment has one, \"score\".")
    }
    let folder = ManifestPath.absolute(
      downloadPath, in: FileManager.default.currentDirectoryPath)
    try copy(snapshot.scoreFolder, to: folder + "/named-outputs/score")
    if outputName == nil {
      try copy(context.home.job(job.name).logsPath, to: folder + "/artifacts/logs")
    }
  }

  /// Copies a folder into another, links as what they lead to, blocks shared where the file system can.
  /// It replaces files of the same names instead of writing into them: a link there stays harmless.
  private func copy(_ source: String, to destination: String) throws {
    guard access(source, R_OK) == 0 else {
      throw failure("\(source) cannot be read; job \(job.name) wrote it: \(reason(errno))")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: destination, withIntermediateDirectories: true)
    } catch {
      throw failure("\(destination): the folder cannot be made; name another with --download-path.")
    }
    // GNU's cp, which every Linux distribution of ours has; it names on stderr what it cannot copy.
    let cp = Process()
    cp.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    cp.arguments = [
      "cp", "--recursive", "--dereference", "--reflink=auto", "--remove-destination",
      "--no-target-directory", "--", source, destination,
    ]
    try cp.run()
    cp.waitUntilExit()
    guard cp.terminationStatus == 0 else {
      throw failure("\(destination) is not complete: not everything could be copied.")
    }
    printError("Downloaded \(destination)")
  }

  private func reason(_ code: Int32) -> String { "\(String(cString: strerror(code)))." }

  private func failure(_ message: String) -> CommandFailure {
    CommandFailure(status: .couldNotStart, message: message)
  }
}

extension JobSnapshot {
  /// The folder of the named output: `AZUREML_BI_OUTPUT_PATH`.
  fileprivate var scoreFolder: String {
    settings.outputAction == "append_row"
      ? ManifestPath.folder(of: outputs.score.path) : outputs.score.path
  }
}
