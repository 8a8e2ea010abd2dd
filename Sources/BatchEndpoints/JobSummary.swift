package import Foundation

/// A job as one line of a list.
package struct JobSummary: Codable, Sendable, Equatable {
  package var name: String
  /// Nil when the deployment names no endpoint.
  package var endpointName: String?
  package var deploymentName: String
  package var status: JobStatus
  package var createdAt: Date
  package var endedAt: Date?
  /// How long runners have worked on it, without the time between them; nil before the first.
  package var elapsedSeconds: Double?
  package var inputPath: String
  package var filesTotal: Int
  package var filesSucceeded: Int
  package var filesFailed: Int

  package init(
    name: String, endpointName: String? = nil, deploymentName: String, status: JobStatus,
    createdAt: Date,
    endedAt: Date? = nil, elapsedSeconds: Double? = nil, inputPath: String, filesTotal: Int = 0,
    filesSucceeded: Int = 0,
    filesFailed: Int = 0
  ) {
    self.name = name
    self.endpointName = endpointName
    self.deploymentName = deploymentName
    self.status = status
    self.createdAt = createdAt
    self.endedAt = endedAt
    self.elapsedSeconds = elapsedSeconds
    self.inputPath = inputPath
    self.filesTotal = filesTotal
    self.filesSucceeded = filesSucceeded
    self.filesFailed = filesFailed
  }
}

extension JobSummary {
  /// The line that a job is at this moment.
  package init(_ snapshot: JobSnapshot) {
    self.init(
      name: snapshot.name, endpointName: snapshot.endpointName,
      deploymentName: snapshot.deploymentName, status: snapshot.status,
      createdAt: snapshot.createdAt, endedAt: snapshot.endedAt,
      elapsedSeconds: snapshot.progress.elapsedSeconds, inputPath: snapshot.settings.inputPath,
      filesTotal: snapshot.progress.filesTotal,
      filesSucceeded: snapshot.progress.filesSucceeded, filesFailed: snapshot.progress.filesFailed)
  }
}
