import Foundation

extension ManifestType where Parsed == String {
  /// A local file or folder, made absolute from the manifest's folder.
  static let localPath = ManifestType { node, key, reader in
    guard let text = text.parse(node, key, &reader) else { return nil }
    if let scheme = remoteScheme(text) {
      reader.error(
        "\(key.name) is \(quoted(text)); \(scheme) is not read here. "
          + "Download it and write the path of a local file or folder.", at: node.position)
      return nil
    }
    guard let path = withoutFileScheme(text), !path.isEmpty else {
      reader.error(
        "\(key.name) is \(quoted(text)); it must be the path of a local file or folder.",
        at: node.position)
      return nil
    }
    return ManifestPath.absolute(path, in: reader.source.folder)
  } print: { path, printer in
    printer.path(path)
  }

  /// A local path, or a URI that is kept as written because nothing here follows it.
  static let localPathOrURI = ManifestType { node, key, reader in
    if case .scalar(let scalar) = node.content, remoteScheme(scalar.text) != nil {
      return text.parse(node, key, &reader)
    }
    return localPath.parse(node, key, &reader)
  } print: { path, printer in
    path.hasPrefix("/") ? printer.path(path) : .text(path)
  }

  /// A Python file below the folder that `code` names.
  static let scoringScript = ManifestType { node, key, reader in
    guard let text = text.parse(node, key, &reader) else { return nil }
    guard text.hasSuffix(".py"), ManifestPath.name(of: text) != ".py" else {
      reader.error(
        "\(key.name) is \(quoted(text)); it must be a Python file, such as \"score.py\".",
        at: node.position)
      return nil
    }
    let root = "/code"
    guard !text.hasPrefix("/"), ManifestPath.absolute(text, in: root).hasPrefix("\(root)/") else {
      reader.error(
        "\(key.name) is \(quoted(text)); it must be a path inside the folder that code names.",
        at: node.position)
      return nil
    }
    return ManifestPath.shown(ManifestPath.absolute(text, in: root), from: root)
  }
}

/// How to name what a URI points at when it is not a local file: `https`, `azureml`.
private func remoteScheme(_ text: String) -> String? {
  // Expressions take a millisecond to make, between an operator and the first row.
  guard text.utf8.contains(UInt8(ascii: ":")) else { return nil }
  let named = /(azureml|runs|models|dbfs):.*/.dotMatchesNewlines()
  let hierarchical = /([A-Za-z][A-Za-z0-9+.\-]+):\/\/.*/.dotMatchesNewlines()
  if let match = text.wholeMatch(of: named) { return "\(match.output.1):" }
  guard let match = text.wholeMatch(of: hierarchical) else { return nil }
  let scheme = match.output.1.lowercased()
  return scheme == "file" ? nil : "\(scheme)://"
}

/// The path in `file:///models/cats` or `file:./cats`; any other text as it is. Nil for a broken
/// URI.
private func withoutFileScheme(_ text: String) -> String? {
  if text.lowercased().hasPrefix("file://") {
    let path = String(text.dropFirst("file://".count))
    return path.hasPrefix("/") ? path.removingPercentEncoding : nil
  }
  return text.hasPrefix("file:") ? String(text.dropFirst("file:".count)) : text
}
