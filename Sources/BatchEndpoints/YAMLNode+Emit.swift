import Yams

extension YAMLNode {
  /// The YAML text of this tree, ending with a newline.
  ///
  /// Reading it gives the same tree, places apart; the parser drops U+FEFF at the beginning of a
  /// text.
  var yaml: String {
    do {
      // Without a limit to the width, since folded text is hard to read and to compare.
      return try Yams.serialize(node: emitted, width: -1, allowUnicode: true)
    } catch {
      preconditionFailure("a tree of text cannot be written as YAML: \(error)")
    }
  }

  private var emitted: Node {
    switch content {
    case .scalar(let scalar): .scalar(scalar.emitted)
    case .list(let items): .sequence(Node.Sequence(items.map(\.emitted)))
    case .map(let entries):
      .mapping(
        Node.Mapping(
          entries.map { entry in
            (.scalar(YAMLScalar(text: entry.key, isPlain: false).emitted), entry.value.emitted)
          }))
    }
  }
}

extension YAMLScalar {
  /// Without quotes where that means the same; the emitter itself falls back to quotes where the
  /// text could not stand plain or as a block.
  fileprivate var emitted: Node.Scalar {
    let style: Node.Scalar.Style =
      if isPlain {
        .plain
      } else if !isLegibleText {
        .doubleQuoted
      } else if text.contains("\n") {
        .literal
      } else if YAMLScalar(text: text, isPlain: true).kind == .string, text != "<<", text != "=" {
        .plain
      } else {
        .doubleQuoted
      }
    return Node.Scalar(text, .implicit, style)
  }

  /// Whether the text begins with more than white space and has no control characters or line
  /// breaks but `\n`, so that it comes out of a block or of no quotes as it went in.
  private var isLegibleText: Bool {
    guard let first = text.unicodeScalars.first, !first.properties.isWhitespace else {
      return false
    }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar == "\n"
      case .lineSeparator, .paragraphSeparator, .format, .unassigned, .privateUse: false
      default: true
      }
    }
  }
}
