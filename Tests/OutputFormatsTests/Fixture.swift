import Foundation
import OutputFormats
import Testing

/// Cases that Fixtures/make_fixtures.py has written down from Python.
struct Fixture {
  struct Case: Sendable, CustomTestStringConvertible {
    let documentName: String
    let document: JSONValue
    let query: String

    /// All there is about the case.
    let members: JSONObject

    var testDescription: String { "\(documentName): \(query)" }
  }

  static func cases(_ name: String) -> [Case] {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(name)")
    guard let text = try? String(contentsOf: url, encoding: .utf8),
      case .object(let fixture)? = try? JSONValue(parsing: text),
      case .object(let documents)? = fixture["documents"],
      case .array(let cases)? = fixture["cases"]
    else { preconditionFailure("\(url.path) is not a fixture") }
    return cases.map { item in
      guard case .object(let members) = item, case .string(let name)? = members["document"],
        case .string(let query)? = members["query"], let document = documents[name]
      else { preconditionFailure("\(url.path) has a case without document or query") }
      return Case(documentName: name, document: document, query: query, members: members)
    }
  }
}
