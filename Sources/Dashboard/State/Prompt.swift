import BatchEndpoints
package import TerminalUI

/// A question for one value, over the screen.
package struct Prompt: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case workers, miniBatchSize, memoryLimit, exportFailures
  }

  package var kind: Kind
  package var job: String
  package var field: TextField
  /// Why there is nothing to set any more, in one sentence. The prompt stays to say so: a key that is
  /// on its way to it must not reach the screen below.
  package var moot: String?

  package init(_ kind: Kind, job: String, present: String = "") {
    self.kind = kind
    self.job = job
    field = TextField(present)
    switch kind {
    case .workers, .miniBatchSize, .exportFailures: break
    case .memoryLimit: field.placeholder = "2GiB, 512MiB, none"
    }
  }

  /// What the text asks for, or why it asks for nothing, in one sentence.
  package var answer: Result<JobOrder, Unfit> {
    let text = field.text.filter { !$0.isWhitespace }
    switch kind {
    case .workers:
      return number(text, "workers", upTo: Self.mostWorkers).map { .setWorkers($0) }
    case .miniBatchSize:
      return number(text, "files", upTo: Int(Int32.max)).map { .setMiniBatchSize($0) }
    case .memoryLimit:
      if text.lowercased() == "none" { return .success(.setMemoryLimit(nil)) }
      guard let size = ByteSize(text) else {
        return .failure(
          Unfit(reason: "\"\(text)\" is no size; write 2GiB or 512MiB, or none for any amount."))
      }
      if let problem = size.problemAsLimit { return .failure(Unfit(reason: problem)) }
      return .success(.setMemoryLimit(size.bytes))
    case .exportFailures:
      let path = field.text.trimmed
      if path.isEmpty { return .failure(Unfit(reason: "Name the file to write.")) }
      return .success(.exportFailures(path: path))
    }
  }

  /// More processes than this are a slip of the keys.
  static let mostWorkers = 10_000

  package struct Unfit: Error, Equatable {
    package var reason: String
  }

  private func number(_ text: String, _ what: String, upTo most: Int) -> Result<Int, Unfit> {
    guard let number = Int(text), (1...most).contains(number) else {
      return .failure(
        Unfit(reason: "\"\(text)\" is no number of \(what) from 1 to \(Format.grouped(most))."))
    }
    return .success(number)
  }
}

extension ByteSize {
  /// Why no worker could have this as its memory limit, in one sentence.
  var problemAsLimit: String? {
    guard bytes < Self.leastForPython else { return nil }
    return "\(Format.bytes(bytes)) leaves no room for Python itself; give at least "
      + "\(JobOrder.size(Self.leastForPython))."
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    let end = reversed().drop(while: \.isWhitespace).reversed()
    return String(end.drop(while: \.isWhitespace))
  }
}
