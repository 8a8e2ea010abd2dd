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
      Card(failures[index], place: "\(index + 1) of \(failures.count)", context)
        .draw(on: &surface, size: size, scroll: scroll, glyphs: context.glyphs)
    case .jobError(let scroll):
      guard let error = facts.job?.snapshot?.error else { return }
      Card(error).draw(on: &surface, size: size, scroll: scroll, glyphs: context.glyphs)
    case .confirmCancel(let job, let choice):
      CancelDialog.draw(job: job, choice: choice, self, on: &surface, context)
    case nil:
      break
    }
  }
}
