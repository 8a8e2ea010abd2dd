import Foundation
import TerminalUI

// What the models screen does.

extension DashboardState {
  /// The model that keys act on: the selected one, or the one whose files are on screen.
  package var modelInQuestion: ModelSummary? {
    if case .model(let id, _) = overlay { return models[id] }
    return switch screen {
    case .models: models.selected
    case .artifacts: models[artifacts.model]
    case .jobs, .monitor, .failures, .logs, .launch, .worker, .comparison: nil
    }
  }

  var registrationQuestions: [Question] {
    guard overlay == .registration else { return [] }
    return
      (registration.draft.path.isEmpty
      ? [] : [.modelReview(registration.draft, look: registration.look)])
      + (registration.pathQuery.map { [.completions($0)] } ?? [])
  }

  mutating func openFiles() {
    guard let model = modelInQuestion else { return }
    overlay = nil
    if artifacts.model != model.id { artifacts = ArtifactsControls(model: model.id) }
    screen = .artifacts
  }

  mutating func register(now: Date) -> [Effect] {
    guard models.underWay == nil else { return [] }
    guard registration.canRegister else {
      if let problem = registration.problems.first { registration.focus = problem.field }
      registration.lookAgain()
      return []
    }
    registration.forgetFailure()
    return begin(.register(registration.draft))
  }

  mutating func archiveModel() -> [Effect] {
    guard let model = modelInQuestion else { return [] }
    return begin(model.isArchived ? .restore(model.id) : .archive(model.id))
  }

  mutating func askToDelete() {
    guard let model = modelInQuestion else { return }
    let files = "\(Format.count(model.fileCount, "file")), \(Format.bytes(model.bytes))"
    let archive = keys.first(for: .archiveModel).map { " (\($0))" } ?? ""
    var confirmation = Confirmation(
      .model(.delete(model.id)), title: "Delete \(model.id)?",
      lines: [
        model.isInPlace
          ? "Its record goes; its files stay at \(model.path)."
          : "Its record and its copy of the files go: \(files).",
        "Archiving it\(archive) only takes it out of the list.",
        "Write \(model.id) and Enter to delete it.",
      ], no: "keep it", yes: "delete it")
    confirmation.name = model.id
    overlay = .confirm(confirmation)
  }

  mutating func begin(_ order: ModelOrder) -> [Effect] {
    guard models.underWay == nil else { return [] }
    models.underWay = order
    models.progress = nil
    return [.model(order)]
  }

  mutating func modelOrderAnswered(
    _ order: ModelOrder, made: ModelSummary?, failure: String?, now: Date
  ) {
    models.underWay = nil
    models.progress = nil
    if let failure {
      if case .register(let draft) = order, overlay == .registration {
        // The form stays, with the reason in it.
        registration.fail(failure, of: draft)
      } else {
        notice = Notice(text: "Could not \(order.infinitive): \(failure)", role: .error)
      }
      return
    }
    models.apply(order, made: made)
    if case .register = order {
      registration = RegistrationForm()
      if overlay == .registration { overlay = nil }
    }
    if case .delete(let id) = order, screen == .artifacts, artifacts.model == id {
      screen = .models
    }
    notice = Notice(
      text: order.report(made: made), role: .ok, expiresAt: now.addingTimeInterval(5),
      command: order.commandLine)
  }

  var modelCopies: [CopyChoice] {
    guard let model = models.selected else { return [] }
    return [
      CopyChoice(key: "r", label: "reference", text: "azureml:\(model.id)"),
      CopyChoice(key: "p", label: "path", text: model.path),
      CopyChoice(key: "d", label: "digest", text: model.digest),
    ]
  }
}
