import Foundation
import TerminalUI

// What the artifacts screen does, and showing files in other programs.

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
    case .tree:
      let count = artifacts.rowCount
      artifacts.select(row: (artifacts.selectedRow ?? 0) + min(max(-count, delta), count))
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
  private var selectedFile: String? {
    guard let entry = artifacts.selected, !entry.isFolder else { return nil }
    return modelInQuestion?.filePath(of: entry.path)
  }

  /// The file that a program would show or change here; nil when there is none.
  package func file(for program: ExternalProgram) -> String? {
    guard screen == .artifacts, overlay == nil else { return nil }
    switch program {
    case .pager: return selectedFile
    // A copy is what was registered, and nobody changes it.
    case .editor: return modelInQuestion?.isInPlace == true ? selectedFile : nil
    }
  }

  mutating func open(with program: ExternalProgram) -> [Effect] {
    file(for: program).map { [.open(path: $0, with: program)] } ?? []
  }

  mutating func programEnded(
    _ program: ExternalProgram, path: String, complaint: String?, now: Date
  ) {
    if let complaint {
      notice = Notice(text: complaint, role: .error)
    } else if program == .editor, screen == .artifacts {
      // What is shown of it may be old.
      artifacts.preview.look += 1
      say("What was changed has another digest now; register the model again.", now: now)
    }
  }
}
