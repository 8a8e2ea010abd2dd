import BatchEndpoints
import TerminalUI

/// A box with a question, a field, and what is wrong with its text.
enum PromptView {
  private static let widest = 72

  static func draw(
    _ prompt: Prompt, _ state: DashboardState, on surface: inout Surface, _ context: ViewContext
  ) {
    draw(
      title: prompt.title,
      lines: prompt.moot.map { [$0] } ?? prompt.explanation(state.live.job?.snapshot),
      field: prompt.moot == nil ? prompt.field : nil, state, on: &surface, context)
  }

  /// Without a field there is only something to read.
  static func draw(
    title: String, lines: [String], field text: TextField?, _ state: DashboardState,
    on surface: inout Surface, _ context: ViewContext
  ) {
    let room = Rect(state.size).split(bottom: 2).rest
    let wrapped = lines.flatMap { TextWidth.wrap($0, to: min(room.width, widest) - 6) }
    let fieldHeight = text == nil ? 0 : 3
    let box = room.centered(width: widest, height: wrapped.count + 2 + fieldHeight)
    surface.fill(box)
    surface.frame(box, title: title, focused: true, glyphs: context.glyphs)
    let inner = box.inset(horizontal: 3, vertical: 1)
    for (row, line) in wrapped.enumerated() {
      surface.write(line, x: inner.x, y: inner.y + row, width: inner.width)
    }
    guard let text else { return }
    let field = Rect(
      x: inner.x, y: inner.y + wrapped.count + 1, width: inner.width, height: 2)
    text.draw(on: &surface, in: field, isFocused: true, glyphs: context.glyphs)
  }
}

extension Prompt {
  fileprivate var title: String {
    switch kind {
    case .workers: "Workers"
    case .miniBatchSize: "Mini-batch size"
    case .memoryLimit: "Memory limit"
    case .exportFailures: "Export"
    }
  }

  fileprivate func explanation(_ snapshot: JobSnapshot?) -> [String] {
    switch kind {
    case .workers:
      [
        "How many worker processes? \(snapshot.map { "Now \($0.settings.workers). " } ?? "")"
          + "Those too many end when their mini-batch is done."
      ]
    case .miniBatchSize:
      [
        "How many files at most in a mini-batch?"
          + "\(snapshot.map { " Now \(Format.grouped($0.settings.miniBatchSize))." } ?? "")"
          + " It holds for those that begin from now on."
      ]
    case .memoryLimit:
      ["How much memory may each worker use? none means any amount."]
    case .exportFailures:
      [
        "Write all failed files with their tracebacks to which file? It is CSV where its name ends in .csv, otherwise JSON."
      ]
    }
  }

  /// The command for what is written, as far as it is fit.
  var commandLine: String? {
    guard moot == nil, case .success(let order) = answer else { return nil }
    return order.commandLine(job: job)
  }
}
