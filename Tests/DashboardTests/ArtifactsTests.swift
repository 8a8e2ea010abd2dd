import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Artifacts")
struct ArtifactsTests {
  static let size = Size(columns: 120, rows: 36)

  /// The files of the folder with a million of them, open.
  private func many() -> DashboardState {
    var state = DashboardState.artifacts(at: "export/variables", size: Self.size)
    state.press("Enter")
    state.answerArtifacts()
    return state
  }

  @Test("Enter browses the files; the model's own folder is open")
  func browses() {
    let state = DashboardState.artifacts(size: Self.size)
    #expect(state.screen == .artifacts)
    #expect(state.artifacts.rowCount == 8)
    #expect(state.artifacts.entry(at: [0, 1])?.path == "export/MLmodel")
  }

  @Test("keys pressed before the files are known are made up for")
  func early() {
    var state = DashboardState.models(size: Self.size)
    state.press("Enter j j j k")
    #expect(state.artifacts.rowCount == 0)
    state.answerArtifacts()
    #expect(state.artifacts.selection == [0, 1])
    #expect(state.artifacts.selected?.path == "export/MLmodel")

    // Enter is for a row that is not there yet: the folder in its place stays open.
    var hasty = DashboardState.models(size: Self.size)
    hasty.press("Enter j Enter")
    hasty.answerArtifacts()
    #expect(hasty.artifacts.rowCount == 8)
    #expect(hasty.artifacts.selection == [0, 0])

    var last = DashboardState.models(size: Self.size)
    last.press("Enter G G G G")
    last.answerArtifacts()
    #expect(last.artifacts.selectedRow == 7)
    last.press("k")
    #expect(last.artifacts.selectedRow == 6)
  }

  @Test("a folder is asked for when it is opened, and closes again")
  func folders() {
    var state = DashboardState.artifacts(size: Self.size)
    state.press("j Enter")
    let question = Question.artifacts(
      ArtifactQuery(model: "resnet50-onnx:3", folder: "export/variables"))
    #expect(state.subscriptions.contains(.answer(question, every: nil)))
    state.answerArtifacts()
    #expect(state.artifacts.rowCount == 8 + manyParts)
    state.press("j j h")
    #expect(state.artifacts.selected?.path == "export/variables")
    state.press("h")
    #expect(state.artifacts.rowCount == 8)
    state.press("h h")
    #expect(state.artifacts.rowCount == 1)
  }

  @Test("of a million files only those in sight are asked for")
  func million() {
    var state = many()
    state.press("G k k k k k k")
    let asked = state.subscriptions.compactMap { subscription -> Int? in
      if case .answer(.artifacts(let query), _) = subscription { query.offset } else { nil }
    }
    #expect(asked.count == 1)
    #expect(asked.first ?? 0 > manyParts - ArtifactQuery.limit)
    #expect(state.artifacts.selected == nil)
    state.answerArtifacts()
    #expect(state.artifacts.selected?.path == "export/variables/part-0999999")
    state.press("j")
    #expect(state.artifacts.selected?.path == "export/MLmodel")
  }

  @Test("an answer about another model is no answer")
  func otherModel() {
    var state = DashboardState.artifacts(size: Self.size)
    let before = state
    _ = state.update(
      .answered(
        .artifacts(ArtifactQuery(model: "x:1")), .artifacts(ArtifactPage(entries: [], total: 0))),
      now: afternoon)
    #expect(state == before)
  }

  @Test("a filter finds files of all folders, and Esc shows the tree again")
  func filters() {
    var state = DashboardState.artifacts(size: Self.size)
    state.press("/ p a r t")
    let question = Question.artifacts(ArtifactQuery(model: "resnet50-onnx:3", text: "part"))
    #expect(state.subscriptions.contains(.answer(question, every: nil)))
    state.answerArtifacts()
    #expect(state.artifacts.rowCount == manyParts)
    state.press("Enter j")
    #expect(state.artifacts.selected?.path == "export/variables/part-0000001")
    state.press("Esc")
    state.answerArtifacts()
    #expect(state.screen == .artifacts)
    #expect(state.artifacts.rowCount == 8)
    state.press("Esc")
    #expect(state.screen == .models)
  }

  @Test("a preview scrolls to its end and sideways, and wraps")
  func scrolls() {
    var state = DashboardState.artifacts(at: "export/labels.csv", size: Self.size)
    state.press("Enter G l")
    #expect(state.artifacts.preview.top.line == 300 - ModelsLayout(state).previewRows.height)
    #expect(state.artifacts.preview.column == 8)
    state.press("h h w g")
    #expect(state.artifacts.preview.column == 0)
    #expect(state.artifacts.preview.wraps)
    #expect(state.artifacts.preview.top.line == 0)
  }

  @Test("a search in a preview goes round at its end, and says so")
  func searches() {
    var state = DashboardState.artifacts(at: "export/labels.csv", size: Self.size)
    state.press("Enter / 2 9 Space Enter")
    func line() -> Substring? {
      let preview = state.artifacts.preview
      let rows = ModelsLayout(state).previewRows
      let shown = preview.top.line..<preview.top.line + rows.height
      return shown.compactMap { preview.line($0)?.text.split(separator: " ").first }
        .first { $0.hasSuffix("29") }
    }
    #expect(line() == "29")
    #expect(state.notice == nil)
    state.press("n n")
    #expect(line() == "229")
    state.press("n")
    #expect(line() == "29")
    #expect(state.notice?.text == "Nothing further on; found from the beginning of the preview.")
    state.press("N")
    #expect(line() == "229")
    #expect(state.notice?.text == "Nothing further on; found from the end of the preview.")
    state.press("/ x x Enter")
    #expect(state.notice?.text == #""29 xx" is not in this preview."#)
    #expect(state.screen == .artifacts)
    state.press("Esc")
    #expect(state.artifacts.preview.search.isEmpty)
    #expect(state.artifacts.filter.isEmpty)
    state.press("Esc")
    #expect(state.screen == .models)
  }

  @Test("no escape sequence passes from names and files")
  func harmless() {
    let state = DashboardState.artifacts(at: "export/MLmodel", size: Self.size)
    let screen = state.view(.unicode).text
    #expect(screen.contains("readme\\x1B[2J.txt"))
    #expect(!screen.contains("\u{1B}"))
    #expect(!DashboardState.models(size: Self.size).view(.unicode).text.contains("\u{1B}"))
  }

  @Test("a picture has its own colours where there are enough")
  func picture() {
    let state = DashboardState.artifacts(at: "export/digit.png", size: Self.size)
    var context = ViewContext.unicode
    #expect(state.view(context).text.contains("██"))
    context.hasColors = true
    let styled = state.view(context)
    #expect(styled.text.contains("▀▀▀▀"))
    #expect(styled.styled.contains("paint"))
  }

  // MARK: - Pager and editor

  @Test("o shows a file in a pager; e changes it where it is no copy")
  func programs() {
    var state = DashboardState.artifacts(at: "export/MLmodel", size: Self.size)
    let path = "/srv/models/resnet50/export/MLmodel"
    #expect(state.press("o") == [.open(path: path, with: .pager)])
    #expect(state.press("e") == [.open(path: path, with: .editor)])
    state.press("g")
    #expect(state.press("o e") == [], "a folder is no file")

    state.press("Esc j Enter")
    state.answerArtifacts()
    state.press("j j")
    #expect(state.artifacts.model == "resnet50-onnx:2")
    #expect(state.press("e") == [])
    #expect(state.press("o") == [.open(path: "/m/export/MLmodel", with: .pager)])
  }

  @Test("a file is looked at again when it was changed")
  func changed() {
    var state = DashboardState.artifacts(at: "export/MLmodel", size: Self.size)
    let before = state.subscriptions
    _ = state.update(.programEnded(.pager, path: "/x", complaint: nil), now: afternoon)
    #expect(state.subscriptions == before)
    _ = state.update(.programEnded(.editor, path: "/x", complaint: nil), now: afternoon)
    let question = Question.preview(model: "resnet50-onnx:3", path: "export/MLmodel", look: 1)
    #expect(state.subscriptions.contains(.answer(question, every: nil)))
    #expect(state.notice?.text.contains("register the model again") == true)
  }

  @Test("a program that went wrong is told of")
  func complaint() {
    var state = DashboardState.artifacts(at: "export/MLmodel", size: Self.size)
    _ = state.update(
      .programEnded(.pager, path: "/x", complaint: "The pager was ended by signal 11."),
      now: afternoon)
    #expect(state.notice?.text == "The pager was ended by signal 11.")
  }

  /// Variables, the words to start a program with.
  static let commands: [([String: String], ExternalProgram, [String]?)] = [
    (
      ["PAGER": "most -w", "PATH": "/bin"], .pager,
      ["/bin/sh", "-c", "most -w \"$@\"", "most -w", "/a b"]
    ),
    (["PAGER": " ", "PATH": "/x:/bin"], .pager, ["/bin/sh", "-c", "more \"$@\"", "more", "/a b"]),
    (
      ["EDITOR": "ed", "VISUAL": "vim"], .editor,
      ["/bin/sh", "-c", "vim \"$@\"", "vim", "/a b"]
    ),
    (["EDITOR": "ed"], .editor, ["/bin/sh", "-c", "ed \"$@\"", "ed", "/a b"]),
    (["PATH": "/x"], .editor, nil),
  ]

  @Test("the operator's own program comes first, then the usual ones", arguments: commands)
  func arguments(
    environment: [String: String], program: ExternalProgram, expected: [String]?
  ) {
    let found = program.arguments(for: "/a b", environment: environment) { $0 == "/bin/more" }
    #expect(found == expected)
  }

  @Test("how a program ended is a sentence when it went wrong")
  func endings() {
    #expect(ExternalProgram.pager.complaint(.exited(code: 0)) == nil)
    #expect(
      ExternalProgram.editor.complaint(.exited(code: 127))
        == "The editor cannot be started; set EDITOR to one that works.")
    #expect(
      ExternalProgram.pager.complaint(.killed(signal: 9)) == "The pager was ended by signal 9.")
    #expect(
      ExternalProgram.pager.complaint(.exited(code: 139)) == "The pager was ended by signal 11.")
    #expect(
      ExternalProgram.pager.complaint(nil)
        == "There is no less, no more here; set PAGER to one that works.")
  }
}
