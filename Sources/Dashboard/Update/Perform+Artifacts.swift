import TerminalUI

// What the artifacts screen does.

extension DashboardState {
  var artifactQuestions: [Question] {
    let wanted = artifacts.wanted(visible: ModelsLayout(self).treeRows.height)
    var questions = wanted.map { Question.artifacts($0) }
    if let entry = artifacts.selected, !entry.isFolder {
      questions.append(
        .preview(model: artifacts.model, path: entry.path, look: artifacts.preview.look))
    }
    return questions
  }

  mutating func openArtifact() {
    guard let entry = artifacts.selected else { return }
    if entry.isFolder { artifacts.toggle() } else { artifacts.focus = .preview }
  }

  mutating func moveArtifacts(by delta: Int) {
    switch artifacts.focus {
    case .tree: artifacts.move(by: delta)
    case .preview: artifacts.preview.scroll(by: delta, in: ModelsLayout(self).previewRows)
    }
  }

  var artifactCopies: [CopyChoice] {
    guard let entry = artifacts.selected else { return [] }
    var choices = [CopyChoice(key: "p", label: "path", text: entry.path)]
    if let file = selectedFile {
      choices.append(CopyChoice(key: "f", label: "file", text: file))
    }
    if artifacts.preview.path == entry.path, let shown = artifacts.preview.shown {
      choices.append(CopyChoice(key: "d", label: "sha256", text: shown.sha256))
    }
    return choices
  }

  /// Where the selected file of the model is; nil for a folder.
  var selectedFile: String? {
    guard let entry = artifacts.selected, !entry.isFolder else { return nil }
    return modelInQuestion?.filePath(of: entry.path)
  }
}
