import BatchEndpoints
import Foundation

/// A job as `job show -o json` prints it: Azure's fields, and ours beside them. What is not known is
/// null, so that queries find the key.
struct JobShow: Encodable {
  let snapshot: JobSnapshot

  private enum CodingKeys: String, CodingKey {
    case name, displayName, status, endpointName, deploymentName, creationContext, startedAt,
      endedAt
    case settings, progress, workers, runner, outputs, error
  }

  private struct CreationContext: Encodable {
    var createdAt: Date
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(snapshot.name, forKey: .name)
    try container.encode(snapshot.displayName, forKey: .displayName)
    try container.encode(snapshot.status, forKey: .status)
    try container.encode(snapshot.endpointName, forKey: .endpointName)
    try container.encode(snapshot.deploymentName, forKey: .deploymentName)
    try container.encode(
      CreationContext(createdAt: snapshot.createdAt), forKey: .creationContext)
    try container.encode(snapshot.startedAt, forKey: .startedAt)
    try container.encode(snapshot.endedAt, forKey: .endedAt)
    try container.encode(snapshot.settings, forKey: .settings)
    try container.encode(snapshot.progress, forKey: .progress)
    try container.encode(snapshot.workers.map(WorkerShow.init), forKey: .workers)
    try container.encode(snapshot.runner, forKey: .runner)
    try container.encode(snapshot.outputs, forKey: .outputs)
    try container.encode(snapshot.error, forKey: .error)
  }
}

/// A worker as `job show -o json` prints it.
private struct WorkerShow: Encodable {
  let worker: JobSnapshot.Worker

  private enum CodingKeys: String, CodingKey {
    case id, pid, state, miniBatch, fileIndex, fileCount, file, rssBytes, pssBytes, cpuPercent
    case filesDone, filesPerSecond, runningSeconds, incarnation
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(worker.id, forKey: .id)
    try container.encode(worker.pid, forKey: .pid)
    try container.encode(worker.state, forKey: .state)
    try container.encode(worker.miniBatch, forKey: .miniBatch)
    try container.encode(worker.fileIndex, forKey: .fileIndex)
    try container.encode(worker.fileCount, forKey: .fileCount)
    try container.encode(worker.file, forKey: .file)
    try container.encode(worker.rssBytes, forKey: .rssBytes)
    try container.encode(worker.pssBytes, forKey: .pssBytes)
    try container.encode(worker.cpuPercent, forKey: .cpuPercent)
    try container.encode(worker.filesDone, forKey: .filesDone)
    try container.encode(worker.filesPerSecond, forKey: .filesPerSecond)
    try container.encode(worker.runningSeconds, forKey: .runningSeconds)
    try container.encode(worker.incarnation, forKey: .incarnation)
  }
}
