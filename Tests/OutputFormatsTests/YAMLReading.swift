import Yams

enum YAMLReading {
  /// The value of a key, where YAML's own rules take it for a string.
  static func string(_ text: String, key: String) throws -> String? {
    let node = try Yams.compose(yaml: text)?.mapping?[Node(key)]
    guard let node, node.tag == Tag(.str) || node.tag == Tag(.implicit) else { return nil }
    return node.any as? String
  }
}
