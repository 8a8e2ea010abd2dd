import Foundation

extension LoadedManifest where Value == BatchDeployment {
  /// Checks that the files and folders which the manifest names exist; nothing in them is read.
  ///
  /// - Returns: an error for each that does not, in order of position.
  package func validateFiles() -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if case .inline(let model) = value.model {
      diagnostics += check(model.path, is: model.fileKind, named: "model", at: "model.path")
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

extension LoadedManifest where Value == ModelAsset {
  /// Checks that the model's file or folder exists.
  package func validateFiles() -> [Diagnostic] {
    check(value.path, is: value.fileKind, named: "model", at: "path")
  }
}

extension LoadedManifest where Value == EnvironmentAsset {
  /// Checks that the conda file exists. What Azure would build an image from is not looked at.
  package func validateFiles() -> [Diagnostic] {
    guard case .file(let path) = value.conda else { return [] }
    return check(path, is: .file, named: "conda file", at: "conda_file")
  }
}

extension LoadedManifest where Value == DataAsset {
  /// Checks that the file or folder exists and is what `type` says.
  package func validateFiles() -> [Diagnostic] {
    check(value.path, is: FileKind(value.type), named: "data", at: "path")
  }
}

extension LoadedManifest where Value == InvocationInputs {
  /// Checks that an input's file or folder exists and is what `type` says; outputs are made by the
  /// job.
  package func validateFiles() -> [Diagnostic] {
    value.inputs.flatMap { name, input -> [Diagnostic] in
      guard case .path(let path) = input.source else { return [] }
      let keyPath = "inputs.\(name)"
      let isMap = source.positions["\(keyPath).path"] != nil
      return check(
        path, is: FileKind(input.type), named: "input", at: isMap ? "\(keyPath).path" : keyPath)
    }
    .sortedByPosition()
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

private enum FileKind {
  case file, folder, any

  init(_ type: DataType) {
    self =
      switch type {
      case .file: .file
      case .folder: .folder
      }
  }
}

extension ModelAsset {
  /// An MLflow model is a folder with an `MLmodel` file in it.
  fileprivate var fileKind: FileKind { type == .mlflowModel ? .folder : .any }
}

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
