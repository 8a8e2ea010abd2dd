import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Models and artifacts")
struct ModelsTests {
  static let size = Size(columns: 120, rows: 36)

  @Test("models are asked for while they are on screen")
  func questions() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("5")
    #expect(state.subscriptions.contains(.answer(.models, every: .seconds(5))))
    state.press("Esc")
    #expect(!state.subscriptions.contains(.answer(.models, every: .seconds(5))))
  }

  @Test("of one name the newest version comes first")
  func order() {
    let state = DashboardState.models(severalModels.reversed(), size: Self.size)
    #expect(state.models.ids.prefix(2) == ["resnet50-onnx:3", "resnet50-onnx:2"])
  }

  @Test("Enter browses the files; the model's own folder is open")
  func browses() {
    let state = DashboardState.artifacts(size: Self.size)
    #expect(state.screen == .artifacts)
    #expect(state.artifacts.rows.map(\.entry.path).prefix(2) == ["export", "export/MLmodel"])
    #expect(!state.artifacts.rows.contains { $0.entry.path.hasPrefix("export/variables/") })
  }

  @Test("a folder is asked for when it is opened, and closes again")
  func folders() {
    var state = DashboardState.artifacts(size: Self.size)
    state.press("G Enter")
    let question = Question.artifacts(model: "resnet50-onnx:3", folder: "export/variables")
    #expect(state.subscriptions.contains(.answer(question, every: nil)))
    state.answerArtifacts()
    #expect(state.artifacts.rows.count == 19)
    state.press("j j h")
    #expect(state.artifacts.selected?.entry.path == "export/variables")
    state.press("h")
    #expect(state.artifacts.rows.count == 7)
    state.press("h h")
    #expect(state.artifacts.rows.count == 1)
  }

  @Test("an answer about another model is no answer")
  func otherModel() {
    var state = DashboardState.artifacts(size: Self.size)
    let before = state
    _ = state.update(
      .answered(
        .artifacts(model: "x:1", folder: ""), .artifacts(ArtifactFolder(entries: [], total: 0))),
      now: afternoon)
    #expect(state == before)
  }

  /// A file, what it is taken for, and its first lines.
  static let previews: [(String, PreviewText.Kind, [String])] = [
    (
      "MLmodel", .mlmodel,
      ["flavors  python_function, sklearn", "artifact_path  model", "mlflow_version  2.14.1"]
    ),
    ("labels.csv", .csv, ["id  label  a, quoted", "1   cat    x        ", "22  dog    y        "]),
    ("index.json", .json, ["{", #"  "a" : "x/y","#, #"  "b" : {"#]),
    (
      "model.onnx", .binary,
      ["00000000  08 07 12 07 70 79 74 6f 72 63 68 ff 00 1b        ....pytorch..."]
    ),
    ("notes.txt", .text, ["plain\ttext", "second line"]),
  ]

  @Test("a file is shown as what it is", arguments: previews)
  func preview(name: String, kind: PreviewText.Kind, lines: [String]) {
    let text = PreviewText(inventedPreview("m/\(name)"), name: name)
    #expect(text.kind == kind)
    #expect(Array(text.lines.prefix(lines.count)) == lines)
  }

  @Test("a cut through a character is no reason to call a text binary")
  func cutCharacter() {
    let bytes = Array("写真".utf8.dropLast())
    let cut = ArtifactPreview(bytes: 99, sha256: "", head: bytes)
    #expect(PreviewText(cut, name: "a").lines == ["写"])
    let whole = ArtifactPreview(bytes: bytes.count, sha256: "", head: bytes)
    #expect(PreviewText(whole, name: "a").kind == .binary)
  }

  @Test("no escape sequence passes from names and files")
  func harmless() {
    var state = DashboardState.artifacts(size: Self.size)
    state.press("j j j j j")
    state.answerArtifacts()
    let screen = state.view(.unicode).text
    #expect(screen.contains("readme\\x1B[2J.txt"))
    #expect(!screen.contains("\u{1B}"))
    #expect(!DashboardState.models(size: Self.size).view(.unicode).text.contains("\u{1B}"))
  }

  @Test("y copies a reference for manifests")
  func copies() {
    var state = DashboardState.models(size: Self.size)
    #expect(state.press("y r") == [.copy("azureml:resnet50-onnx:3")])
  }
}
