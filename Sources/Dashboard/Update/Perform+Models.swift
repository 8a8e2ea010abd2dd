import TerminalUI

// What the models and artifacts screens do.

extension DashboardState {
  var artifactQuestions: [Question] {
    let model = artifacts.model
    var questions = artifacts.missing.map { Question.artifacts(model: model, folder: $0) }
    if let entry = artifacts.selected?.entry, !entry.isFolder {
      questions.append(.preview(model: model, path: entry.path))
    }
    return questions
  }

  mutating func openModel() {
    guard let model = models.selected else { return }
    if artifacts.model != model.id { artifacts = ArtifactsControls(model: model.id) }
    screen = .artifacts
  }

  mutating func openArtifact() {
    guard let entry = artifacts.selected?.entry else { return }
    if entry.isFolder { artifacts.toggle(entry.path) } else { artifacts.focus = .preview }
  }

  /// Closes the selected folder, or selects the one it is in.
  mutating func closeFolder() {
    guard let entry = artifacts.selected?.entry else { return }
    if artifacts.open.contains(entry.path) { return artifacts.close(entry.path) }
    let paths = artifacts.rows.map(\.entry.path)
    let parent = entry.path.split(separator: "/").dropLast().joined(separator: "/")
    if let index = paths.firstIndex(of: parent) { artifacts.cursor.select(index, in: paths) }
  }

  mutating func moveArtifacts(by delta: Int) {
    switch artifacts.focus {
    case .tree: artifacts.cursor.move(by: delta, in: artifacts.rows.map(\.entry.path))
    case .preview:
      let rows = ModelsLayout(self).previewRows.height
      let most = max(0, (artifacts.preview?.content.lines.count ?? 0) - rows)
      artifacts.scroll = min(max(0, artifacts.scroll + min(delta, most + 1)), most)
    }
  }

  var modelCopies: [CopyChoice] {
    guard let model = models.selected else { return [] }
    return [
      CopyChoice(key: "r", label: "reference", text: "azureml:\(model.id)"),
      CopyChoice(key: "p", label: "path", text: model.path),
      CopyChoice(key: "d", label: "digest", text: model.digest),
    ]
  }

  var artifactCopies: [CopyChoice] {
    guard let entry = artifacts.selected?.entry else { return [] }
    var choices = [CopyChoice(key: "p", label: "path", text: entry.path)]
    if let (path, content) = artifacts.preview, path == entry.path {
      choices.append(CopyChoice(key: "d", label: "sha256", text: content.sha256))
    }
    return choices
  }
}
