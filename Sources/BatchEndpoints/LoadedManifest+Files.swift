import Foundation

extension LoadedManifest where Value == BatchDeployment {
  /// Checks that the files and folders which the manifest names exist; nothing in them is read.
  ///
  /// - Returns: an error for each that does not, in order of position.
  package func validateFiles() -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if case .inline(let model) = value.model {
      diagnostics += check(model.path, is: .any, named: "model", at: "model.path")
    }
    if let code = value.codeConfiguration {
      let folder = check(
        code.code, is: .folder, named: "code folder", at: "code_configuration.code")
      diagnostics += folder
      if folder.isEmpty {
        diagnostics += check(
          code.scriptPath, is: .file, named: "scoring script",
          at: "code_configuration.scoring_script")
      }
    }
    if case .inline(let environment) = value.environment, case .file(let path) = environment.conda {
      diagnostics += check(path, is: .file, named: "conda file", at: "environment.conda_file")
    }
    return diagnostics.sortedByPosition()
  }
}

extension LoadedManifest where Value == CondaFile {
  /// Checks that the files of `-r FILE` lines exist.
  package func validateFiles() -> [Diagnostic] {
    value.requirementsFiles.flatMap { file in
      check(
        ManifestPath.absolute(file, in: source.folder), is: .file, named: "requirements file",
        at: "\(CondaFile.requirementsPath).\(file)")
    }
    .sortedByPosition()
  }
}

private enum FileKind { case file, folder, any }

extension LoadedManifest {
  private func check(
    _ path: String, is kind: FileKind, named noun: String, at keyPath: String
  ) -> [Diagnostic] {
    let shown = ManifestPath.shown(path, from: source.folder)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      var message = "\(noun) \(quoted(shown)) does not exist."
      if let sibling = nearestSibling(of: path) {
        let near = ManifestPath.join(ManifestPath.folder(of: path), sibling)
        message += " Did you mean \(quoted(ManifestPath.shown(near, from: source.folder)))?"
      }
      return [source.error(message, at: keyPath)]
    }
    switch kind {
    case .file where isFolder.boolValue:
      return [source.error("\(noun) \(quoted(shown)) is a folder; name a file.", at: keyPath)]
    case .folder where !isFolder.boolValue:
      return [source.error("\(noun) \(quoted(shown)) is a file; name a folder.", at: keyPath)]
    case .file, .folder, .any:
      return []
    }
  }
}
