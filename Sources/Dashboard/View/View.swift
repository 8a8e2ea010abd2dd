import BatchEndpoints
package import TerminalUI

extension DashboardState {
  /// The whole screen. A pure function of the state and its arguments.
  package func view(_ context: ViewContext) -> Surface {
    var context = context
    if let frozen { context.now = frozen.at }
    var surface = Surface(size: size)
    guard MonitorLayout.rung(of: size) != .tooSmall else {
      TooSmallView.draw(self, on: &surface)
      return surface
    }
    TopBar.draw(self, on: &surface, context)
    switch screen {
    case .jobs: JobsView(state: self, context: context).draw(on: &surface)
    case .monitor: MonitorView(self, context).draw(on: &surface)
    case .failures: FailuresView(self, context).draw(on: &surface)
    case .worker: WorkerView(self, context).draw(on: &surface)
    case .logs: LogsView(self, context).draw(on: &surface)
    case .models: ModelsView(state: self, context: context).draw(on: &surface)
    case .comparison: ComparisonView(state: self, context: context).draw(on: &surface)
    case .launch: LaunchView(state: self, context: context).draw(on: &surface)
    case .artifacts: ArtifactsView(self, context).draw(on: &surface)
    }
    MessageLine.draw(self, on: &surface, context)
    drawOverlay(on: &surface, context)
    FooterView.draw(self, on: &surface)
    return surface
  }

  private func drawOverlay(on surface: inout Surface, _ context: ViewContext) {
    switch overlay {
    case .help(let scroll):
      HelpView.draw(self, scroll: scroll, on: &surface, context)
    case .failure(let path, let scroll):
      let failures = shownFailures
      guard let index = failures.firstIndex(where: { $0.path == path }) else { return }
      Card(
        failures[index], place: place(ofCard: index), command: reproduction(of: failures[index]),
        context
      )
      .draw(on: &surface, size: size, scroll: scroll, glyphs: context.glyphs)
    case .jobError(let scroll):
      guard let error = facts.job?.snapshot?.error else { return }
      Card(error).draw(on: &surface, size: size, scroll: scroll, glyphs: context.glyphs)
    case .confirmCancel(let job, let choice):
      CancelDialog.draw(job: job, choice: choice, self, on: &surface, context)
    case .prompt(let prompt):
      PromptView.draw(prompt, self, on: &surface, context)
    case .palette(let palette):
      PaletteView.draw(palette, self, on: &surface, context)
    case .registration:
      RegistrationView(state: self, context: context).draw(on: &surface)
    case .model(let id, let scroll):
      guard let model = models[id] else { return }
      Card(model, context).draw(on: &surface, size: size, scroll: scroll, glyphs: context.glyphs)
    case .confirm(let confirmation) where confirmation.isWritten:
      PromptView.draw(
        title: confirmation.title, lines: confirmation.lines, field: confirmation.field, self,
        on: &surface, context)
    case .confirm(let confirmation):
      ConfirmDialog.dialog(confirmation)
        .draw(on: &surface, in: ConfirmDialog.area(of: self), glyphs: context.glyphs)
    case .copy(let choices, let selected):
      ConfirmDialog.dialog(choices, selected: selected)
        .draw(on: &surface, in: ConfirmDialog.area(of: self), glyphs: context.glyphs)
    case .sort(let list, let selected):
      SortMenu.dialog(list, selected: selected, self, glyphs: context.glyphs)
        .draw(on: &surface, in: ConfirmDialog.area(of: self), glyphs: context.glyphs)
    case .themes:
      ThemePickerView.draw(self, on: &surface, context)
    case .leave(let choice):
      LeaveDialog.draw(choice, self, on: &surface, context)
    case nil:
      break
    }
  }

  private func place(ofCard index: Int) -> String {
    guard screen == .failures else { return "\(index + 1) of \(shownFailures.count)" }
    let selection = Format.grouped(failures.list.selection + 1)
    return "\(selection) of \(Format.grouped(failures.list.count))"
  }
}
