import BatchEndpoints
import Foundation
import TerminalUI

// Files shown and changed in other programs, and the operator's configuration.

extension DashboardState {
  /// The file that a program would show or change here; nil when there is none.
  package func file(for program: ExternalProgram) -> String? {
    guard overlay == nil else { return nil }
    switch (screen, program) {
    case (.artifacts, .pager): return selectedFile
    // A copy is what was registered, and nobody changes it.
    case (.artifacts, .editor): return modelInQuestion?.isInPlace == true ? selectedFile : nil
    case (.launch, .editor):
      let manifest = launch.text(.manifest)
      return manifest.isEmpty || launch.starting != nil || launch.trial != nil
        ? nil : absolute(manifest)
    case (.monitor, .editor): return live.job?.snapshot?.settings.manifest
    default: return nil
    }
  }

  private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(folder ?? ".")/\(path)"
  }

  mutating func open(with program: ExternalProgram) -> [Effect] {
    file(for: program).map { [.open(path: $0, with: program)] } ?? []
  }

  mutating func editConfiguration(now: Date) -> [Effect] {
    guard let file = configurationFile else {
      reply("There is no home folder to keep a configuration in.", now: now)
      return []
    }
    return [.open(path: file, with: .editor)]
  }

  mutating func programEnded(
    _ program: ExternalProgram, path: String, complaint: String?, now: Date
  ) -> [Effect] {
    if let complaint {
      notice = Notice(text: complaint, role: .error)
      return []
    }
    guard program == .editor else { return [] }
    if path == configurationFile { return [.readConfiguration] }
    switch screen {
    case .artifacts:
      // What is shown of it may be old.
      artifacts.preview.look += 1
      say("What was changed has another digest now; register the model again.", now: now)
    case .launch:
      launch.manifestChanged()
    case .monitor:
      say("What was changed counts for the next job; this one goes on as it began.", now: now)
    case .jobs, .failures, .logs, .models, .worker, .comparison:
      break
    }
    return []
  }

  mutating func take(_ configured: Configured, now: Date) {
    themes.configured = configured.theme
    keys = configured.keys
    isReadOnly = configured.isReadOnly
    let picked = themes.picked == nil ? "" : "; the theme is the one picked with Ctrl-T"
    say("The configuration has been read again\(picked).", now: now)
  }
}

extension JobSnapshot.Settings {
  /// The manifest that the job was started from; nil when that was an endpoint.
  fileprivate var manifest: String? {
    guard let invocation, invocation.count > 1, invocation[0] == "run" else { return nil }
    return invocation[1]
  }
}
