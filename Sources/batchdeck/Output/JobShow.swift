import BatchEndpoints
import Foundation

/// A job as `job show` prints it: Azure's fields, and ours beside them.
struct JobShow: Encodable {
  var name: String
  var displayName: String
  var status: JobStatus
  var endpointName: String?
  var deploymentName: String
  var creationContext: CreationContext
  var startedAt: Date?
  var endedAt: Date?
  var settings: JobSnapshot.Settings
  var inForce: JobSnapshot.InForce?
  var progress: JobSnapshot.Progress
  var workers: [JobSnapshot.Worker]
  var runner: JobSnapshot.Runner?
  var outputs: JobSnapshot.Outputs
  var lineage: JobLineage
  var error: JobSnapshot.JobError?

  init(_ snapshot: JobSnapshot) {
    name = snapshot.name
    displayName = snapshot.displayName
    status = snapshot.status
    endpointName = snapshot.endpointName
    deploymentName = snapshot.deploymentName
    creationContext = CreationContext(createdAt: snapshot.createdAt)
    startedAt = snapshot.startedAt
    endedAt = snapshot.endedAt
    settings = snapshot.settings
    inForce = snapshot.inForce
    progress = snapshot.progress
    workers = snapshot.workers
    runner = snapshot.runner
    outputs = snapshot.outputs
    lineage = snapshot.lineage ?? JobLineage()
    error = snapshot.error
  }
}
