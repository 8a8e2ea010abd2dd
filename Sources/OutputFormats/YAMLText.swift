import Yams

/// A document as YAML in block style, text in any script as it is; strings that YAML would read as
/// something else are quoted.
func yaml(_ value: JSONValue) -> String {
  do {
    return try Yams.serialize(node: node(value), allowUnicode: true)
  } catch {
    // JSON is YAML too, so what the emitter refuses is printed as that.
    return JSONTextWriter.lines(of: value) + "\n"
  }
}

private func node(_ value: JSONValue) -> Node {
  switch value {
  case .null: Node("null", Tag(.null))
  case .bool(let bool): Node(bool ? "true" : "false", Tag(.bool))
  case .integer(let integer): Node("\(integer)", Tag(.int))
  case .number(let number): Node(float(number), Tag(.float))
  case .string(let string): text(string)
  case .array(let elements): Node(elements.map(node), Tag(.seq))
  case .object(let members):
    Node(members.map { (text($0.key), node($0.value)) }, Tag(.map))
  }
}

/// A string, quoted where it would read as a number, a date or another word of YAML's.
private func text(_ string: String) -> Node {
  let plain = Node(string, Tag(.implicit))
  return Node(
    string, Tag(.str), Resolver.default.resolveTag(of: plain) == .str ? .any : .singleQuoted)
}

/// YAML 1.1 takes `1e-05` for a string; its numbers have a point.
private func float(_ number: Double) -> String {
  let digits = "\(number)"
  guard !digits.contains("."), let exponent = digits.firstIndex(of: "e") else { return digits }
  return digits[..<exponent] + ".0" + digits[exponent...]
}
