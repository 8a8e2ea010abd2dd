import BatchEndpoints
import Foundation
import GRDB

/// A row of the table `job`.
struct JobRecord: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "job"
  static let databaseColumnDecodingStrategy = DatabaseColumnDecodingStrategy.convertFromSnakeCase
  static let databaseColumnEncodingStrategy = DatabaseColumnEncodingStrategy.convertToSnakeCase

  var name: String
  var deploymentName: String
  var status: String
  /// Seconds since 1970.
  var createdAt: Double
  var endedAt: Double?
  var elapsedSeconds: Double?
  var inputPath: String
  var filesTotal: Int
  var filesSucceeded: Int
  var filesFailed: Int
  /// Nil when the deployment names no endpoint.
  var endpointName: String?

  init(_ job: JobSummary) {
    name = job.name
    deploymentName = job.deploymentName
    status = job.status.rawValue
    createdAt = job.createdAt.timeIntervalSince1970
    endedAt = job.endedAt?.timeIntervalSince1970
    elapsedSeconds = job.elapsedSeconds
    inputPath = job.inputPath
    filesTotal = job.filesTotal
    filesSucceeded = job.filesSucceeded
    filesFailed = job.filesFailed
    endpointName = job.endpointName
  }

  var summary: JobSummary {
    JobSummary(
      name: name, endpointName: endpointName, deploymentName: deploymentName,
      status: JobStatus(rawValue: status) ?? .interrupted,
      createdAt: Date(timeIntervalSince1970: createdAt),
      endedAt: endedAt.map { Date(timeIntervalSince1970: $0) }, elapsedSeconds: elapsedSeconds,
      inputPath: inputPath,
      filesTotal: filesTotal, filesSucceeded: filesSucceeded, filesFailed: filesFailed)
  }
}
