import Foundation
import Testing

@testable import OutputFormats

@Suite struct JSONValueTests {
  @Test("objects keep the order of their keys, and a repeated key its place")
  func order() throws {
    let value = try JSONValue(parsing: #"{"z": 1, "a": {"y": [], "b": {}}, "z": 2}"#)
    #expect(value == ["z": 2, "a": ["y": [], "b": [:]]])
    #expect(value != ["a": ["y": [], "b": [:]], "z": 2])
    #expect(JSONTextWriter.compact(value) == #"{"z":2,"a":{"y":[],"b":{}}}"#)
  }

  @Test("setting nil takes a key away")
  func removal() {
    var object: JSONObject = ["a": 1, "b": 2, "c": 3]
    object["b"] = nil
    object["x"] = nil
    #expect(object == ["a": 1, "c": 3])
    #expect(object.keys == ["a", "c"])
  }

  @Test(
    "text reads as its value",
    arguments: [
      (" [ 1 , -0.5e1 , 0 ] ", [1, -5.0, 0]), ("9223372036854775807", .integer(.max)),
      ("9223372036854775808", 9.223372036854775808e18), ("-0", 0), ("1E2", 100.0),
      (#""\u00e9\n\/\\\"\b\f\r\t""#, "é\n/\\\"\u{8}\u{C}\r\t"), (#""\ud83d\ude00""#, "😀"),
      (#""\ud83dx""#, "\u{FFFD}x"), ("\"☃\"", "☃"), ("null", nil), ("true", true), ("[]", []),
    ] as [(String, JSONValue)])
  func reading(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
  }

  @Test(
    "what is not JSON is refused with its place",
    arguments: [
      ("", "byte 1: the text ends inside a value"), ("[1,", "byte 4: the text ends inside a value"),
      ("[1,]", "byte 4: \"]\" does not belong here"),
      ("{a:1}", "byte 2: \"a\" does not belong here"),
      ("{\"a\" 1}", "byte 6: \"1\" does not belong here"), ("01", "byte 1: not a number"),
      ("1.", "byte 1: not a number"), ("-", "byte 1: not a number"),
      ("1e999", "byte 1: not a number"),
      ("[1] x", "byte 5: text after the end of the value"),
      ("tru", "byte 4: the text ends inside a value"),
      ("trux", "byte 4: \"x\" does not belong here"),
      ("\"a\nb\"", "byte 3: a control character in a string must be escaped"),
      ("\"\\q\"", "byte 3: no such escape in a string"),
      ("\"\\u12g4\"", "byte 6: no such escape in a string"),
      ("é", "byte 1: a character outside a string"),
      ("{\"a\":1,}", "byte 8: \"}\" does not belong here"),
      ("NaN", "byte 1: \"N\" does not belong here"),
    ])
  func refusing(text: String, message: String) {
    let error = #expect(throws: JSONTextError.self) { try JSONValue(parsing: text) }
    #expect(error?.description == message)
  }

  @Test("arrays may nest 512 deep and no deeper")
  func depth() throws {
    let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    let value = try JSONValue(parsing: deepest)
    #expect(JSONTextWriter.compact(value) == deepest)
    #expect(throws: JSONTextError(problem: .tooDeep, offset: 512)) {
      try JSONValue(parsing: "[\(deepest)]")
    }
    #expect(throws: JSONTextError(problem: .tooDeep, offset: 512)) {
      try JSONValue(parsing: String(repeating: "[", count: 1_000_000))
    }
  }

  @Test("every character survives writing and reading, and Foundation reads it the same")
  func characters() throws {
    var text = ""
    for code in 0..<0x3000 {
      if let scalar = Unicode.Scalar(UInt32(code)) { text.unicodeScalars.append(scalar) }
    }
    let written = JSONTextWriter.compact(.string(text))
    #expect(try JSONValue(parsing: written) == .string(text))
    #expect(try JSONDecoder().decode(String.self, from: Data(written.utf8)) == text)
  }
}
