import Testing

@testable import OutputFormats

@Suite struct QueryTests {
  static let cases = Fixture.cases("queries.json")

  @Test("there are cases to compare")
  func thereAreCases() {
    #expect(Self.cases.count > 450)
    #expect(Self.cases.filter { $0.members["result"] == nil }.count > 90)
  }

  @Test("a query gives what Python's jmespath gives", arguments: cases)
  func queryAgreesWithPython(example: Fixture.Case) throws {
    guard let expected = example.members["result"] else {
      #expect(throws: QueryError.self) {
        try QueryParser.parse(example.query).evaluate(example.document)
      }
      return
    }
    #expect(try QueryParser.parse(example.query).evaluate(example.document) == expected)
  }

  @Test("after an index a slice projects, as the specification has it and Python does not")
  func sliceAfterIndex() throws {
    let document: JSONValue = ["a": [[["x": 1], ["x": 2], ["x": 3]]]]
    #expect(try QueryParser.parse("a[0][:2].x").evaluate(document) == [1, 2])
  }

  @Test("text and numbers have no order between them")
  func incomparable() throws {
    #expect(try QueryParser.parse("[?@ > `1`]").evaluate(["a", 2, nil, true]) == [2])
  }

  @Test(
    "a sum is whole as long as it fits",
    arguments: [
      ([1, 2], 3), ([.integer(.max), 1], 9.223372036854775808e18), ([1, 0.5], 1.5),
      ([0.5, .integer(.max), 1], 9.223372036854775808e18),
    ] as [(JSONValue, JSONValue)])
  func sums(numbers: JSONValue, sum: JSONValue) throws {
    #expect(try QueryParser.parse("sum(@)").evaluate(numbers) == sum)
  }

  @Test("a query of a thousand marks is evaluated and a longer one refused")
  func lengths() throws {
    let longest = String(repeating: "@|", count: 498) + "!@|@"
    #expect(try QueryParser.parse(longest).evaluate(["a": 1]) == false)
    let deepest = String(repeating: "(", count: 499) + "a" + String(repeating: ")", count: 499)
    #expect(try QueryParser.parse(deepest).evaluate(["a": 1]) == 1)
    #expect(throws: QueryError(.tooLong(maximum: 1000), column: 1001)) {
      try QueryParser.parse(longest + ".b")
    }
  }

  @Test(
    "a message names the place and what belongs there",
    arguments: [
      (
        "",
        "--query, character 1: the query is empty; write a JMESPath expression such as \"[].name\"."
      ),
      (
        "  ",
        "--query, character 1: the query is empty; write a JMESPath expression such as \"[].name\"."
      ),
      ("[?status='x']", "--query, character 9: \"=\" alone is nothing; compare with \"==\"."),
      ("[?status==x", "--query, character 12: found the end where \"]\" belongs."),
      ("[].name)", "--query, character 8: found ) where an operator or the end belongs."),
      ("a.", "--query, character 3: found the end where a key, \"*\", \"[\" or \"{\" belongs."),
      ("{a b}", "--query, character 4: found b where \":\" belongs."),
      ("[0", "--query, character 3: found the end where an index, a slice or \"*\" belongs."),
      ("[?a=='b]", "--query, character 6: the ' that opens here is never closed."),
      ("a.b#", "--query, character 4: \"#\" means nothing here."),
      (
        "[?files>5]",
        "--query, character 9: 5 is not a key here; a number or word to compare with stands in "
          + "quotes, '5', or in backticks, `5`."
      ),
      ("[::0]", "--query, character 4: the step of a slice must not be 0."),
      (
        "\"a\\x\"",
        "--query, character 1: a key in double quotes is a JSON string; "
          + "byte 4: no such escape in a string."
      ),
      (
        "`\"a`",
        "--query, character 1: a value in backticks is JSON; byte 3: the text ends inside a value."
      ),
      (
        "[99999999999999999999]",
        "--query, character 2: 99999999999999999999 is too large a number."
      ),
      ("&a", "--query, character 1: found & where a key belongs."),
      ("length()", "--query, character 1: length() takes 1 argument, not 0."),
      ("not_null()", "--query, character 1: not_null() takes at least 1 argument, not 0."),
      (
        "x.length(@)",
        "--query, character 3: argument 1 of length() must be a list, an object or a string; "
          + "it is null."
      ),
      (
        "sort_by(`[{\"a\":1},{\"a\":\"x\"}]`, &a)",
        "--query, character 1: the keys of sort_by() must be all numbers or all strings; "
          + "one is a string."
      ),
      (
        "lenght(@)",
        "--query, character 1: there is no function lenght(); there are abs, avg, ceil, contains, "
          + "ends_with, floor, join, keys, length, map, max, max_by, merge, min, min_by, not_null, "
          + "reverse, sort, sort_by, starts_with, sum, to_array, to_number, to_string, type, values."
      ),
    ])
  func messages(query: String, message: String) throws {
    let error = #expect(throws: QueryError.self) {
      try render(["a": 1], query: query, format: .json)
    }
    #expect(error?.description == message)
  }
}
