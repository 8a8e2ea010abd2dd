import Foundation
import Testing

@testable import OutputFormats

@Suite struct EncodingTests {
  private enum State: String, Encodable { case running = "Running" }

  private struct Progress: Encodable {
    var filesTotal = 12
    var rate = 0.1
    var small: Float = 0.1
    var notANumber = Double.nan
    var huge = UInt64.max
    var isDone = false
    var eta: Double?
    var flag: Bool?
    var count: Int?
    var label: String?
    var state: State? = .running
  }

  private struct Job: Encodable {
    var name = "x"
    var createdAt = Date(timeIntervalSince1970: 1_715_937_153.75)
    var sourceURL = URL(filePath: "/a b/c")
    var progress: Progress? = Progress()
    var tags = ["bKey": "1", "aKey": "2"]
    var counts: [String: Int?] = ["b": nil, "a": 1]
    var list: [Int?] = [1, nil]
    var none: [String] = []
    var missing: Progress?
  }

  @Test("a value becomes snake_case members in order, ISO dates, and nulls that stay")
  func wholeValue() throws {
    let value = try JSONValue(encoding: Job())
    #expect(
      value == [
        "name": "x", "created_at": "2024-05-17T09:12:33Z", "source_url": "file:///a%20b/c",
        "progress": [
          "files_total": 12, "rate": 0.1, "small": 0.1, "not_a_number": nil,
          "huge": .number(Double(UInt64.max)), "is_done": false, "eta": nil, "flag": nil,
          "count": nil, "label": nil, "state": "Running",
        ],
        "tags": ["aKey": "2", "bKey": "1"], "counts": ["a": 1, "b": nil], "list": [1, nil],
        "none": [], "missing": nil,
      ])
  }

  @Test(
    "values that are no object",
    arguments: [
      (try? JSONValue(encoding: 7), 7), (try? JSONValue(encoding: "x"), "x"),
      (try? JSONValue(encoding: [1.5, 2]), [1.5, 2.0]), (try? JSONValue(encoding: Int?.none), nil),
      (try? JSONValue(encoding: [[1], []]), [[1], []]), (try? JSONValue(encoding: true), true),
      (try? JSONValue(encoding: Data([1, 2, 255])), "AQL/"),
      (try? JSONValue(encoding: [String: Int]()), [:]),
    ] as [(JSONValue?, JSONValue)])
  func otherValues(value: JSONValue?, expected: JSONValue) {
    #expect(value == expected)
  }

  private struct Nested: Encodable {
    enum Keys: String, CodingKey { case inner, list, parent }
    enum InnerKeys: String, CodingKey { case deepKey }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      var inner = container.nestedContainer(keyedBy: InnerKeys.self, forKey: .inner)
      var list = container.nestedUnkeyedContainer(forKey: .list)
      var element = list.nestedContainer(keyedBy: InnerKeys.self)
      try 1.encode(to: container.superEncoder(forKey: .parent))
      try element.encode(1, forKey: .deepKey)
      try list.encode("after")
      try inner.encode([2], forKey: .deepKey)
    }
  }

  @Test("containers inside containers may be written in any order")
  func nestedContainers() throws {
    #expect(
      try JSONValue(encoding: Nested()) == [
        "inner": ["deep_key": [2]], "list": [["deep_key": 1], "after"], "parent": 1,
      ])
  }

  private struct Failing: Encodable {
    struct Refusal: Error, Equatable {}
    func encode(to encoder: any Encoder) throws { throw Refusal() }
  }

  @Test("an error of the value's own comes through")
  func failure() {
    #expect(throws: Failing.Refusal()) { try JSONValue(encoding: ["a": [Failing()]]) }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  private struct OneKey: Encodable {
    let name: String
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(1, forKey: Key(name))
    }
  }

  @Test(
    "keys are what JSONEncoder's snake case makes of them",
    arguments: [
      "name", "filesTotal", "sourceURL", "rssMiB", "already_snake", "a", "aB",
      "p99Millis",
      "version2", "version2Beta", "filesURLs", "x1Y2", "created_at", "myURLProperty",
    ])
  func snakeCase(name: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let expected = String(decoding: try encoder.encode(OneKey(name: name)), as: UTF8.self)
    #expect(JSONTextWriter.compact(try JSONValue(encoding: OneKey(name: name))) == expected)
  }
}
