import Yams

/// A YAML text as a tree, or the reasons why it is not one.
///
/// Any bytes are safe to read: size, depth, aliases and duplicate keys are all bounded.
package struct YAMLDocument: Sendable {
  /// Nil when the text is empty or not YAML.
  package var root: YAMLNode?
  package var problems: [Problem] = []

  package struct Problem: Error, Equatable, Sendable {
    /// Nil when it is about the text as a whole.
    package var position: SourcePosition?
    package var message: String
  }

  /// Far above any real manifest; it bounds time and memory spent on a wrong file.
  static let maximumBytes = 1 << 20
  /// How many repeated keys are looked for before giving up on the file.
  private static let maximumRepeatedKeys = 20

  package init(_ bytes: some Collection<UInt8>) {
    do {
      let text = try YAMLText(bytes)
      self = onDeepStack { YAMLDocument(text) } ?? YAMLDocument()
    } catch {
      problems.append(error)
    }
  }

  private init() {}

  private init(_ text: YAMLText) {
    do {
      var text = text
      root = try Self.tree(of: &text, problems: &problems)
    } catch {
      problems.append(error)
    }
  }

  /// Yams gives up at the first repeated key; renaming that key in place and parsing again finds
  /// all of them, with every other position unchanged.
  private static func tree(
    of text: inout YAMLText, problems: inout [Problem]
  ) throws(Problem) -> YAMLNode? {
    var renamed: [SourcePosition: String] = [:]
    while true {
      switch compose(text.string) {
      case .success(nil):
        return nil
      case .success(let node?):
        var builder = YAMLTreeBuilder(renamedKeys: renamed)
        let root = try builder.build(node)
        problems += builder.problems
        return root
      case .failure(.duplicatedKeysInMapping(let keys, let context)):
        let position = SourcePosition(line: context.mark.line, column: context.mark.column)
        guard let key = keys.first, renamed.count < maximumRepeatedKeys,
          text.renameKey(key, at: position, number: renamed.count)
        else {
          throw Problem(position: position, message: "a key is given more than once in this map.")
        }
        renamed[position] = key
      case .failure(let error):
        throw syntaxProblem(error, in: text)
      }
    }
  }

  private static func compose(_ yaml: String) -> Result<Node?, YamlError> {
    do {
      // The basic resolver leaves every scalar as its text; what it means is YAMLScalar's business.
      return .success(try Yams.compose(yaml: yaml, .basic, .default, .utf8))
    } catch let error as YamlError {
      return .failure(error)
    } catch {
      return .failure(.reader(problem: "\(error)", offset: nil, value: 0, yaml: ""))
    }
  }
}
