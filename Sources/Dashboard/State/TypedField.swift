package import TerminalUI

extension DashboardState {
  /// The field that keys which mean nothing else go into; nil where keys are not text.
  package var field: TextField? {
    get {
      switch overlay {
      case .prompt(let prompt): prompt.field
      case .palette(let palette): palette.field
      case .registration:
        models.underWay == nil ? registration.focus.flatMap { registration.fields[$0] } : nil
      case .confirm(let confirmation): confirmation.name == nil ? nil : confirmation.field
      case .help, .failure, .jobError, .confirmCancel, .copy, .sort, .model, .themes, .leave: nil
      case nil:
        if screen == .launch {
          launch.focus.flatMap { launch.fields[$0] }
        } else {
          isFiltering ? filterField : nil
        }
      }
    }
    set {
      guard let newValue else { return }
      switch overlay {
      case .prompt(var prompt):
        prompt.field = newValue
        overlay = .prompt(prompt)
      case .palette(var palette):
        if palette.field.text != newValue.text { palette.cursor.followFirst() }
        palette.field = newValue
        overlay = .palette(palette)
      case .registration:
        if let focus = registration.focus { registration.fields[focus] = newValue }
      case .confirm(var confirmation):
        confirmation.field = newValue
        overlay = .confirm(confirmation)
      case .help, .failure, .jobError, .confirmCancel, .copy, .sort, .model, .themes, .leave:
        break
      case nil:
        if screen == .launch, let focus = launch.focus {
          launch.fields[focus] = newValue
        } else if isFiltering {
          filterField = newValue
        }
      }
    }
  }

  /// The filter of the screen; nil where there is none.
  package var filterField: TextField? {
    get {
      switch screen {
      case .jobs: jobs.filter.field
      case .failures: failures.filter
      case .logs: logs.search
      case .artifacts: artifacts.written
      case .monitor, .worker, .models, .launch, .comparison: nil
      }
    }
    set {
      guard let newValue else { return }
      switch screen {
      case .jobs: jobs.filter.field = newValue
      case .failures:
        if failures.filter.text != newValue.text { failures.startOver() }
        failures.filter = newValue
      case .logs: logs.search = newValue
      case .artifacts: artifacts.written = newValue
      case .monitor, .worker, .models, .launch, .comparison: break
      }
    }
  }
}
