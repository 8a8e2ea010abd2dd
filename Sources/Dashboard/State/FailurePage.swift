package import BatchEndpoints

/// Which failed files of a job are wanted.
package struct FailureQuery: Sendable, Hashable {
  package var job: String
  /// Of those that match, latest first.
  package var offset: Int
  package var limit: Int
  /// Only this class; nil for all.
  package var errorClass: String?
  /// Must occur in path or message, whatever its case; empty for all.
  package var text: String

  package init(
    job: String, offset: Int, limit: Int, errorClass: String? = nil, text: String = ""
  ) {
    self.job = job
    self.offset = offset
    self.limit = limit
    self.errorClass = errorClass
    self.text = text
  }
}

/// A stretch of a job's failed files, latest first.
package struct FailurePage: Sendable, Equatable {
  /// All that match, on this page or not.
  package var total: Int
  package var files: [FailedFile]
  /// How much of them has been searched so far, 0…1; nil when all has.
  package var searched: Double?

  package init(total: Int, files: [FailedFile], searched: Double? = nil) {
    self.total = total
    self.files = files
    self.searched = searched
  }
}

/// How often files failed for one kind of reason.
package struct FailureClass: Sendable, Equatable {
  package var name: String
  package var count: Int

  package init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}
