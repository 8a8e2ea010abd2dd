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
    try container.encode(snapshot.workers, forKey: .workers)
    try container.encode(snapshot.runner, forKey: .runner)
    try container.encode(snapshot.outputs, forKey: .outputs)
    try container.encode(snapshot.error, forKey: .error)
  }
}
