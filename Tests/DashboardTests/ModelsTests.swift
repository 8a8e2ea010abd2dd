import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Models")
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

  @Test("archived models are shown on request, and restored from there")
  func archived() {
    var models = severalModels
    models[0].isArchived = true
    var state = DashboardState.models(models, size: Self.size)
    #expect(state.models.ids == ["resnet50-onnx:2", "sentiment\u{1B}[31m:1"])
    state.press(". g")
    #expect(state.models.selected?.id == "resnet50-onnx:3")
    #expect(state.press("A") == [.model(.restore("resnet50-onnx:3"))])
    _ = state.update(
      .modelOrderAnswered(.restore("resnet50-onnx:3"), made: nil, failure: nil), now: afternoon)
    #expect(state.models["resnet50-onnx:3"]?.isArchived == false)
    #expect(
      state.notice?.command == "batchdeck model restore --name resnet50-onnx --version 3")
  }

  /// Keys after `x` that delete nothing, and whether they leave the question.
  static let refusals: [(String, Bool)] = [
    ("Esc", true), ("y", false), ("Enter", false), ("y Enter", false), ("n", false), ("q", false),
    ("r e s n e t Enter", false),
  ]

  @Test("no key alone deletes a model, nor half its name", arguments: refusals)
  func keeps(keys: String, leaves: Bool) {
    var state = DashboardState.models(size: Self.size)
    #expect(state.press("x \(keys)") == [])
    #expect((state.overlay == nil) == leaves)
    #expect(state.models.ids.count == 3)
  }

  @Test("a model is deleted by writing its name")
  func deleting() {
    var state = DashboardState.models(size: Self.size)
    state.press("x")
    #expect(state.view(.unicode).text.contains("batchdeck model delete --name resnet50-onnx"))
    state.press("2 Enter")
    #expect(state.view(.unicode).text.contains("Write resnet50-onnx:3, or leave with Esc."))
    state.press("Ctrl-U")
    _ = state.update(.input(.paste("resnet50-onnx:3 ")), now: afternoon)
    #expect(state.press("Enter") == [.model(.delete("resnet50-onnx:3"))])
    _ = state.update(
      .modelOrderAnswered(.delete("resnet50-onnx:3"), made: nil, failure: nil), now: afternoon)
    #expect(state.models.ids.first == "resnet50-onnx:2")
  }

  @Test("a model that is gone is not asked for any more, and what is still written goes nowhere")
  func goneWhileAsked() {
    var state = DashboardState.models(size: Self.size)
    state.press("x r e s")
    _ = state.update(.answered(.models, .models([severalModels[2]])), now: afternoon)
    #expect(state.view(.unicode).text.contains("resnet50-onnx:3 is gone already."))
    #expect(state.press("n q A x") == [])
    #expect(state.press("Enter") == [])
    #expect(state.overlay != nil)
    state.press("Esc")
    #expect(state.overlay == nil && state.screen == .models)
  }

  @Test("what is refused is told, and the list stays")
  func refused() {
    var state = DashboardState.models(size: Self.size)
    state.press("x")
    _ = state.update(.input(.paste("resnet50-onnx:3")), now: afternoon)
    state.press("Enter")
    let failure = "The model resnet50-onnx:3 is used by images/canary."
    _ = state.update(
      .modelOrderAnswered(.delete("resnet50-onnx:3"), made: nil, failure: failure),
      now: afternoon)
    #expect(state.notice?.text == "Could not delete resnet50-onnx:3: \(failure)")
    #expect(state.models.ids.count == 3)
  }

  @Test("from a model's card a job is launched with it")
  func launches() {
    var state = DashboardState.models(size: Self.size)
    state.press("j i L")
    #expect(state.screen == .launch)
    #expect(state.overlay == nil)
    #expect(state.launch.request.model == "resnet50-onnx:2")
  }

  @Test("a card whose model is gone closes")
  func goneCard() {
    var state = DashboardState.models(size: Self.size)
    state.press("i")
    _ = state.update(.answered(.models, .models([severalModels[2]])), now: afternoon)
    #expect(state.overlay == nil)
  }

  @Test("y copies a reference for manifests")
  func copies() {
    var state = DashboardState.models(size: Self.size)
    #expect(state.press("y r") == [.copy("azureml:resnet50-onnx:3")])
  }

  // MARK: - Registering

  @Test("the form is a draft, named as its folder is, and the draft is a command")
  func draft() {
    let draft = DashboardState.registration(size: Self.size).registration.draft
    #expect(draft.name == "sheet-reader")
    #expect(draft.version == "3")
    #expect(draft.type == "mlflow_model")
    #expect(
      ModelOrder.register(draft).commandLine
        == "batchdeck model create --name sheet-reader --path '/srv/models/sheet reader' "
        + "--version 3 --type mlflow_model")
  }

  @Test("a draft is looked at, and again when it changes; one with a problem is not registered")
  func reviewed() {
    var state = DashboardState.models(size: Self.size)
    #expect(state.press("n F5") == [])
    state.press("/ m")
    let question = Question.modelReview(state.registration.draft)
    #expect(state.subscriptions.contains(.answer(question, every: nil)))
    let review = ModelReview(problems: [.init(.version, "there is one.")])
    _ = state.update(.answered(question, .modelReview(review)), now: afternoon)
    #expect(state.press("F5") == [])
    #expect(state.registration.focus == .version)
    state.press("7")
    #expect(!state.subscriptions.contains(.answer(question, every: nil)))
    #expect(state.press("F5") == [.model(.register(state.registration.draft))])
  }

  @Test("Tab completes the path as far as it is certain, else goes to the next field")
  func completesPath() {
    var state = DashboardState.models(size: Self.size)
    state.press("n")
    _ = state.update(.input(.paste("mod")), now: afternoon)
    let query = PathQuery(.modelFiles, text: "mod")
    #expect(state.subscriptions.contains(.answer(.completions(query), every: nil)))
    // Who is faster than the answer gets what he would have got.
    state.press("Tab")
    #expect(state.registration.focus == .path)
    _ = state.update(.answered(.completions(query), .completions(["models/"])), now: afternoon)
    #expect(state.registration.draft.path == "models/")

    let inside = PathQuery(.modelFiles, text: "models/")
    let found = ["models/digits/", "models/sheets/"]
    _ = state.update(.answered(.completions(inside), .completions(found)), now: afternoon)
    #expect(state.view(.unicode).text.contains(" digits/  sheets/ "))
    _ = state.update(.input(.paste("s")), now: afternoon)
    _ = state.update(
      .answered(
        .completions(PathQuery(.modelFiles, text: "models/s")), .completions([found[1]])),
      now: afternoon)
    #expect(state.view(.unicode).text.contains(" Tab: sheets/ "))
    state.press("Tab")
    #expect(state.registration.draft.path == "models/sheets/")
    #expect(state.registration.focus == .path)
    // A folder is a fit answer.
    _ = state.update(
      .answered(
        .completions(PathQuery(.modelFiles, text: "models/sheets/")),
        .completions(["models/sheets/MLmodel"])), now: afternoon)
    state.press("Tab")
    #expect(state.registration.focus == .name)
    // So is one whose name is whole.
    state.press("Shift-Tab Backspace")
    _ = state.update(
      .answered(
        .completions(PathQuery(.modelFiles, text: "models/sheets")),
        .completions(["models/sheets/"])), now: afternoon)
    state.press("Tab")
    #expect(state.registration.draft.path == "models/sheets")
    #expect(state.registration.focus == .name)
    #expect(
      !state.subscriptions.contains { subscription in
        if case .answer(.completions, _) = subscription { true } else { false }
      })
  }

  @Test("registering shows how far it is, can be given up, and ends on the new model")
  func registers() throws {
    var state = DashboardState.registration(size: Self.size)
    let draft = state.registration.draft
    #expect(state.press("F5") == [.model(.register(draft))])
    #expect(state.press("F5 a Tab") == [], "the form waits")
    _ = state.update(
      .modelProgress(ModelProgress(bytesDone: 1_000_000, bytesTotal: 4_000_000)), now: afternoon)
    #expect(state.view(.unicode).text.contains("of 4.00 MB") || state.models.progress != nil)
    #expect(state.press("X") == [.stopModelOrder])
    var made = severalModels[1]
    (made.name, made.version, made.createdAt) = ("sheet-reader", "3", afternoon)
    _ = state.update(
      .modelOrderAnswered(.register(draft), made: made, failure: nil), now: afternoon)
    #expect(state.overlay == nil)
    #expect(state.models.selected?.id == "sheet-reader:3")
    #expect(state.registration.draft.path.isEmpty)
  }

  @Test("a registration that is refused keeps the form with the reason")
  func refusedRegistration() {
    var state = DashboardState.registration(size: Self.size)
    let draft = state.registration.draft
    state.press("F5")
    _ = state.update(
      .modelOrderAnswered(.register(draft), made: nil, failure: "the disk is full."),
      now: afternoon)
    #expect(state.overlay == .registration)
    #expect(state.view(.unicode).text.contains("path: the disk is full."))
  }
}
