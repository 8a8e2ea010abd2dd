import BatchEndpoints
import Dashboard
import Execution
import Foundation
import Registry

/// Runs a real job over a handful of files, in a folder that is thrown away; blocks.
struct DryRunner {
  private static let fileCount = 8
  /// What is shown of the output, lines.
  private static let headLength = 3
  private static let patience = Duration.milliseconds(200)
  private static let (prefix, homeName) = ("dry-run-", "home")

  let starter: JobStarter

  /// - Throws: `ExecutionError` and others that describe themselves; `CancellationError` when nobody
  ///   waits any more.
  func run(_ request: LaunchRequest, isCancelled: () -> Bool) throws -> DryRun {
    let folder = try ScratchFolder(prefix: Self.prefix, in: starter.context.home.cachePath)
    defer { withExtendedLifetime(folder) {} }
    do {
      return try run(request, in: folder.path, isCancelled: isCancelled)
    } catch let failure as CommandFailure {
      throw ExecutionError.refused(message: failure.message)
    }
  }

  /// Removes what dashboards have left that were killed meanwhile.
  static func sweep(_ home: BatchDeckHome) {
    ScratchFolder.sweep(prefix: prefix, in: home.cachePath, home: homeName)
  }

  private func run(
    _ request: LaunchRequest, in folder: String, isCancelled: () -> Bool
  ) throws -> DryRun {
    let context = starter.context
    let deployment = try starter.reading(request).read(context.registry)
    let input = folder + "/input"
    try sample(
      try starter.localInput(of: request), into: input,
      isTopLevelOnly: deployment.value.codeConfiguration == nil)
    let home = BatchDeckHome(path: "\(folder)/\(Self.homeName)")
    try FileManager.default.createDirectory(
      atPath: home.path, withIntermediateDirectories: true)
    let registry = try RegistryDatabase(path: home.registryPath)
    var asked = starter.jobRequest(request, deployment, input: input)
    asked.workers = 1
    asked.errorThreshold = -1
    // Models and environments stay where they are: what is built for this serves the job as well.
    let specification = try JobPreparation(
      home: context.home, registry: context.registry, environment: context.environment,
      jobs: (home, registry.jobs)
    ).prepare(deployment.value, asked, scriptDisplayName: deployment.scriptDisplayName)
    if isCancelled() { throw CancellationError() }
    let directory = JobDirectory(home: home, registry: registry.jobs)
    let connection = try context.launcher(in: home).launch(specification.name)
    try follow(connection, isCancelled: isCancelled)
    // Its folder is in use as long as it lives.
    while directory.isAlive(specification.name) { usleep(2000) }
    if isCancelled() { throw CancellationError() }
    return try result(of: specification, directory)
  }

  /// Puts links to some files of the input into a folder.
  private func sample(_ input: String, into folder: String, isTopLevelOnly: Bool) throws {
    let names = try InputListing.sample(
      input, isTopLevelOnly: isTopLevelOnly, count: Self.fileCount)
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: input, isDirectory: &isFolder)
    for name in names {
      let link = "\(folder)/\(name)"
      try FileManager.default.createDirectory(
        atPath: (link as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: isFolder.boolValue ? "\(input)/\(name)" : input)
    }
  }

  /// Waits for the job's end.
  private func follow(_ connection: JobConnection, isCancelled: () -> Bool) throws {
    guard var subscription = try? connection.subscribe() else { return }
    var isStopping = false
    while !subscription.isClosed {
      _ = try subscription.next(timeout: Self.patience)
      if !isStopping, isCancelled() {
        isStopping = true
        try? connection.requestCancel(now: true)
      }
    }
  }

  private func result(
    of specification: JobSpecification, _ directory: JobDirectory
  ) throws -> DryRun {
    let snapshot = try directory.snapshot(of: specification.name)
    let text = specification.predictionsPath.flatMap {
      try? String(contentsOfFile: $0, encoding: .utf8)
    }
    let rows = text?.split(separator: "\n") ?? []
    return DryRun(
      files: snapshot.progress.filesTotal, seconds: snapshot.progress.elapsedSeconds,
      rows: text == nil ? nil : rows.count, head: rows.prefix(Self.headLength).map(String.init),
      failed: snapshot.progress.filesFailed, failures: snapshot.recentFailures,
      memoryBytes: try directory.samples(of: specification.name).map(\.rssBytes).max(),
      problem: snapshot.status == .completed
        ? nil : snapshot.error?.message ?? "it did not complete")
  }
}
