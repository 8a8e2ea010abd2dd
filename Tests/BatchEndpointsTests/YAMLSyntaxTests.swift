import Testing

@testable import BatchEndpoints

@Suite struct YAMLSyntaxTests {
  @Test(
    "broken YAML is one line with its place",
    arguments: [
      Sample("", "m.yml: the file is empty; it must be a map of keys."),
      Sample("# only a comment\n", "m.yml: the file is empty; it must be a map of keys."),
      Sample("---\n...\n", "m.yml: the file is empty; it must be a map of keys."),
      Sample("~\n", "m.yml: the file is empty; it must be a map of keys."),
      Sample("- a\n- b\n", "m.yml:1:1: the file is a list; it must be a map of keys."),
      Sample("just text\n", "m.yml:1:1: the file is \"just text\"; it must be a map of keys."),
      Sample(
        "a: 1\n\tb: 2\n", "m.yml:2:1: YAML does not take a tab for indentation; use spaces."),
      Sample(
        "a: b: c\n",
        "m.yml:1:5: a \":\" is not expected here; check the indentation, and quote a value that "
          + "contains \": \"."),
      Sample(
        "a:\n  b: 1\n c: 2\n",
        "m.yml:3:2: a key is expected here; check the indentation and the quotes of the lines "
          + "above."),
      Sample("a: \"b\nc: d\n", "m.yml:3:1: the quote opened in line 1 is not closed."),
      Sample(
        "a: [b, c\nd: e\n",
        "m.yml:2:2: a \",\" or \"]\" is expected here, in the list opened in line 1."),
      Sample(
        "a: {b: c\n", "m.yml:2:1: a \",\" or \"}\" is expected here, in the map opened in line 1."),
      Sample(
        "a: 1\nword\nb: 2\n",
        "m.yml:3:1: the line above is not \"key: value\"; add the \":\" or indent it as a value."),
      Sample(
        "a: *nowhere\n",
        "m.yml:1:4: this alias has no anchor before it; write the value, or its \"&\" above."),
      Sample(
        "a: 1\n---\nb: 2\n",
        "m.yml:2:1: a second YAML document starts here; a manifest is one document."),
      Sample(
        "a: @b\n", "m.yml:1:4: a value cannot start with this character; put the value in quotes."),
      Sample(
        "a: !include b.yml\n", "m.yml:1:4: YAML tag \"!include\" is not supported; remove it."),
      Sample("[a]: 1\n", "m.yml:1:1: a key must be plain text."),
      Sample("<<: 1\n", "m.yml:1:5: \"<<\" is \"1\"; it must be a map or a list of maps."),
      Sample(
        "a: \"\\q\"\n",
        "m.yml:1:5: the text is not YAML: found unknown escape character while parsing a quoted scalar."
      ),
    ])
  func syntax(sample: Sample) {
    #expect(remarks(bytes: Array(sample.text.utf8)) == sample.expected)
  }

  @Test("every repeated key is told, with the line of the first")
  func duplicates() {
    let text = """
      name: a
      settings:
        x: 1
        "x": 2
        y: {z: 1, z: 2, z: 3}
      name: b
      """
    #expect(
      remarks(bytes: Array(text.utf8)) == [
        "m.yml:4:3: \"x\" is given twice, first in line 3; remove one.",
        "m.yml:5:13: \"z\" is given twice, first in line 5; remove one.",
        "m.yml:5:19: \"z\" is given twice, first in line 5; remove one.",
        "m.yml:6:1: \"name\" is given twice, first in line 1; remove one.",
      ])
  }

  @Test("a repeated key does not hide the other problems of a deployment")
  func duplicatesAndMore() {
    let text = completeDeployment + "compute: b\nsettings: {mini_batch_size: 0}\n"
    #expect(
      remarks(text) == [
        "deployment.yml:6:1: \"compute\" is given twice, first in line 2; remove one.",
        "deployment.yml:7:29: mini_batch_size is \"0\"; it must be at least 1.",
      ])
  }

  @Test("repeated keys that cannot be told apart are one error")
  func anchoredDuplicates() {
    #expect(
      remarks(bytes: Array("&k a: 1\na: 2\n".utf8)) == [
        "m.yml:1:1: a key is given more than once in this map."
      ])
  }

  @Test("anchors, aliases and merges give the values that they stand for")
  func merges() throws {
    let text = """
      name: &name sheets
      endpoint_name: *name
      compute: c
      model: azureml:m
      tags: &tags {a: one, b: two}
      properties:
        <<: [{b: first}, *tags]
        c: three
      settings:
        <<: {mini_batch_size: 4, error_threshold: 1}
        error_threshold: 2
      """
    let value = try deployment(text).value
    #expect(value.name == "sheets")
    #expect(value.endpointName == "sheets")
    #expect(value.properties == ["a": "one", "b": "first", "c": "three"])
    #expect(value.settings.miniBatchSize == 4)
    #expect(value.settings.errorThreshold == 2)
  }

  @Test("an error in an aliased map stands where the map is written, once")
  func aliasedError() {
    let text = "a: &s {x: !bad 1, x: 2}\nb: *s\nc: *s\n"
    #expect(
      remarks(bytes: Array(text.utf8)) == [
        "m.yml:1:11: YAML tag \"!bad\" is not supported; remove it.",
        "m.yml:1:19: \"x\" is given twice, first in line 1; remove one.",
      ])
  }

  @Test("columns count characters as an editor shows them", arguments: ["\n", "\r\n"])
  func columns(newline: String) {
    let text = "# é日本👍\(newline)é日👍: {a: 1, a: 2}\(newline)"
    #expect(
      remarks(bytes: Array(text.utf8)) == [
        "m.yml:2:13: \"a\" is given twice, first in line 2; remove one."
      ])
  }

  @Test(
    "what YAML 1.1 makes of plain scalars",
    arguments: zip(
      [
        "", "~", "null", "yes", "Off", "oN", "12", "-0", "010", "0x1F", "1_0", "1:30", "1.", ".5",
        "1.5e+3", "1e3", ".inf", ".NaN", "2020-01-02", "a", "12a", "1.2.3",
      ],
      [
        .null, .null, .null, .boolean, .boolean, .string, .integer, .integer, .integer, .integer,
        .integer, .integer, .float, .float, .float, .string, .float, .float, .date, .string,
        .string, .string,
      ] as [YAMLScalar.Kind]))
  func kinds(text: String, kind: YAMLScalar.Kind) {
    #expect(YAMLScalar(text: text, isPlain: true).kind == kind)
    #expect(YAMLScalar(text: text, isPlain: false).kind == .string)
  }
}
