import BatchEndpoints
import Execution
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
  /// What was degraded, one line each.
  var warnings: [String]
  var error: JobSnapshot.JobError?

  init(_ snapshot: JobSnapshot, warnings: [String]) {
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
    self.warnings = warnings
    error = snapshot.error
  }

  /// The job as it is now.
  init(_ name: String, _ directory: JobDirectory) throws {
    self.init(try directory.snapshot(of: name), warnings: try directory.warnings(of: name))
  }
}
