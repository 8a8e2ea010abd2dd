import OutputFormats
import Testing

@Suite struct FormatTests {
  struct Printed: CustomTestStringConvertible {
    let example: Fixture.Case
    let format: Format
    let text: String

    var testDescription: String { "\(example.testDescription) as \(format)" }
  }

  /// What the generator leaves out is what we print otherwise on purpose; it says why.
  static let printed = Fixture.cases("formats.json").flatMap { example in
    [Format.json, .yaml, .tsv, .table].compactMap { format -> Printed? in
      guard case .string(let text)? = example.members[format.rawValue] else { return nil }
      return Printed(example: example, format: format, text: text)
    }
  }

  @Test("there are results to compare")
  func thereAreResults() {
    #expect(Self.printed.count == 190)
  }

  @Test("a result is printed byte for byte as the Azure CLI prints it", arguments: printed)
  func outputAgreesWithAzure(printed: Printed) throws {
    let example = printed.example
    #expect(
      try render(example.document, query: example.query, format: printed.format) == printed.text)
  }

  static let job: JSONValue = [
    "name": "digits", "id": 7, "status": "Completed", "files_total": 1797, "is_default": true,
    "error": nil, "tags": ["a": 1],
  ]

  @Test("without a query JSON, YAML and TSV sort the keys and a table keeps them")
  func orderWithoutQuery() throws {
    let value: JSONValue = ["b": 1, "a": ["d": "x", "c": true], "_": nil]
    #expect(
      try render(value, format: .json) == """
        {
          "_": null,
          "a": {
            "c": true,
            "d": "x"
          },
          "b": 1
        }

        """)
    #expect(try render(value, format: .yaml) == "_: null\na:\n  c: true\n  d: x\nb: 1\n")
    #expect(try render(value, format: .tsv) == "None\t\t1\n")
    #expect(
      try render(Self.job, format: .table) == """
        Name    Status     Files_total    Is_default
        ------  ---------  -------------  ------------
        digits  Completed  1797           True

        """)
  }

  @Test(
    "a shell script gets the bare value",
    arguments: [
      ("status", "Completed\n"), ("is_default", "true\n"), ("files_total", "1797\n"),
      ("error", ""), ("missing", ""), ("[status, error]", "Completed\nNone\n"),
      ("[[status, error, tags]]", "Completed\tNone\t\n"),
      ("{s:status,d:is_default}", "Completed\tTrue\n"),
    ])
  func tsv(query: String, text: String) throws {
    #expect(try render(Self.job, query: query, format: .tsv) == text)
  }

  @Test("none prints nothing, and still looks at the query")
  func none() throws {
    #expect(try render(Self.job, query: "name", format: .none) == "")
    #expect(throws: QueryError.self) { try render(Self.job, query: "name[", format: .none) }
  }

  @Test("a null result prints nothing", arguments: Format.allCases)
  func null(format: Format) throws {
    #expect(try render(Self.job, query: "missing", format: format) == "")
  }

  @Test("colours stand around the words of JSON and nowhere else")
  func colors() throws {
    let value: JSONValue = ["a": ["x", 1, nil]]
    let colored = try render(value, format: .jsonc)
    #expect(
      colored == """
        {
          \u{1B}[94m"a"\u{1B}[39m: [
            \u{1B}[33m"x"\u{1B}[39m,
            \u{1B}[36m1\u{1B}[39m,
            \u{1B}[36mnull\u{1B}[39m
          ]
        }

        """)
    let plain = colored.replacing(/\u{1B}\[[0-9]+m/, with: "")
    #expect(plain == (try render(value, format: .json)))
    #expect(Format.allCases.filter { $0.withoutColor != $0 } == [.jsonc])
    #expect(Format.jsonc.withoutColor == .json)
  }

  @Test("a table cell is one line and cannot drive the terminal")
  func hostileCell() throws {
    let value: JSONValue = [["path": "a\nb\u{1B}[2J\u{9B}c\td"]]
    #expect(
      try render(value, format: .table) == """
        Path
        -----------------------
        a\\nb\\u001b[2J\\u009bc\\td

        """)
  }

  @Test("a table of nothing is an empty line")
  func noColumns() throws {
    #expect(try render([["tags": ["a": 1]]], format: .table) == "\n")
    #expect(try render([], format: .table) == "\n")
  }

  @Test(
    "YAML quotes what would read as something else",
    arguments: [
      "123", "0x1f", "1e3", "true", "null", "~", "", " x", "a: b", "# c", "2024-01-01", "- a", "no",
      "a\nb", "'", "\"", "@x", "é", "1:30", ".5", "=", "<<", "*a", "&a", "!t", "a\tb",
    ])
  func yamlStrings(text: String) throws {
    let yaml = try render(["k": .string(text)], format: .yaml)
    #expect(try YAMLReading.string(yaml, key: "k") == text)
  }
}
