import BatchEndpoints
import TerminalUI

/// The form that starts a job, with what the source says to it and the command that does the same.
struct LaunchView {
  /// Columns kept for the labels.
  private static let labelWidth = 15

  let state: DashboardState
  let context: ViewContext

  static func frame(_ size: Size) -> Rect {
    Rect(size).split(top: 1).rest.split(bottom: 2).rest
  }

  /// The row of a field; nil stands for Start.
  static func row(of field: LaunchField?, size: Size) -> Rect {
    let inner = frame(size).inset(horizontal: 2, vertical: 1)
    let lines = lines(height: inner.height)
    // With room enough a blank line sets Start apart.
    let gap = inner.height >= 14 ? 1 : 0
    let index = field.flatMap { field in lines.firstIndex { $0.contains(field) } }
    let y = inner.y + (index ?? lines.count + gap)
    let row = Rect(x: inner.x, y: y, width: inner.width, height: y < inner.maxY ? 1 : 0)
    guard let field, let index, lines[index].count > 1 else { return row }
    return row.columns(weights: [1, 1])[lines[index].first == field ? 0 : 1]
  }

  /// In a low window two short fields share a line, for what is said of them to have room.
  private static func lines(height: Int) -> [[LaunchField]] {
    let all = LaunchField.allCases.map { [$0] }
    guard height < all.count + 5 else { return all }
    return all.reduce(into: []) { lines, line in
      if let last = lines.last, last.count == 1, (last + line).allSatisfy(\.isShort) {
        lines[lines.count - 1] += line
      } else {
        lines.append(line)
      }
    }
  }

  func draw(on surface: inout Surface) {
    let frame = Self.frame(state.size)
    surface.frame(frame, focused: true, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span("launch a job", Style(role: .title, bold: true))], right: origin(frame),
      in: frame, y: frame.y)
    for field in LaunchField.allCases { draw(field, on: &surface) }
    drawStart(on: &surface)
    drawReview(on: &surface, in: frame.inset(horizontal: 2, vertical: 1))
  }

  private func origin(_ frame: Rect) -> [Span] {
    guard let folder = state.folder else { return [] }
    let path = TextWidth.truncate(
      context.path(folder), to: max(12, frame.width - 44), at: .start,
      ellipsis: context.glyphs.ellipsis)
    return [Span("relative to \(path)", role: .muted)]
  }

  private func draw(_ field: LaunchField, on surface: inout Surface) {
    let line = Self.row(of: field, size: state.size)
    guard !line.isEmpty else { return }
    let isFocused = state.launch.focus == field
    let isWrong = state.launch.problems.contains {
      $0.field == field && !state.launch.text(field).isEmpty
    }
    if isFocused {
      surface.write(
        String(context.glyphs.cursor), x: line.x, y: line.y, width: 1, style: .role(.keyHint))
    }
    surface.write(
      TextWidth.pad(right: field.label, to: Self.labelWidth - 2), x: line.x + 2, y: line.y,
      width: line.width - 2,
      style: Style(role: isWrong ? .error : isFocused ? .title : .muted, bold: isFocused))
    state.launch.fields[field]?.draw(
      on: &surface, in: line.split(left: Self.labelWidth).rest, isFocused: isFocused,
      glyphs: context.glyphs)
  }

  private func drawStart(on surface: inout Surface) {
    let line = Self.row(of: nil, size: state.size)
    guard !line.isEmpty else { return }
    let isFocused = state.launch.focus == nil
    let (text, role): (String, Role) =
      if state.launch.starting != nil {
        ("\(context.spinner) starting; a new environment takes minutes", .running)
      } else if state.launch.trial != nil {
        (
          "\(context.spinner) dry run of a handful of files; a new environment takes minutes",
          .running
        )
      } else {
        ("[ Start ]", state.launch.canStart ? .ok : .muted)
      }
    if isFocused {
      surface.write(
        String(context.glyphs.cursor), x: line.x, y: line.y, width: 1, style: .role(.keyHint))
    }
    surface.write(
      text, x: line.x + 2, y: line.y, width: line.width - 2,
      style: Style(role: role, bold: isFocused, reverse: isFocused && state.launch.canStart))
  }

  private func drawReview(on surface: inout Surface, in inner: Rect) {
    let first = Self.row(of: nil, size: state.size)
    guard !first.isEmpty else { return }
    var y = first.maxY + (inner.height >= 14 ? 1 : 0)
    for (text, role) in review {
      for line in TextWidth.wrap(text, to: inner.width - 2) where y < inner.maxY {
        surface.write(line, x: inner.x + 2, y: y, width: inner.width - 2, style: .role(role))
        y += 1
      }
    }
  }

  private var review: [(text: String, role: Role)] {
    let glyphs = context.glyphs
    var lines: [(String, Role)] = []
    if state.launch.isUnderReview {
      lines.append(("\(glyphs.waiting) looking at it", .muted))
    }
    lines += state.launch.problems.map {
      let isEmpty = state.launch.text($0.field).isEmpty
      // What has not been written yet is not wrong.
      return (
        "\(isEmpty ? glyphs.waiting : glyphs.cross) \($0.field.label): \($0.message)",
        isEmpty ? .muted : .error
      )
    }
    if !choices.isEmpty { lines.insert((choices, .muted), at: 0) }
    let facts = state.launch.facts.map { ("\(glyphs.check) \($0)", Role.ok) }
    // In a small window the last are out of sight: the manifest's warnings.
    return lines + trial + facts.prefix(1) + prospects + facts.dropFirst()
  }

  /// What the path at hand may become, by name.
  private var choices: String {
    TextWidth.truncate(
      state.launch.choices, to: state.size.columns - 8, ellipsis: context.glyphs.ellipsis)
  }

  /// How much there is, and what it will take.
  private var prospects: [(text: String, role: Role)] {
    let glyphs = context.glyphs
    guard let count = state.launch.inputCount else { return [] }
    var lines: [(String, Role)] = []
    let amount = "\(Format.count(count.files, "file")), \(Format.bytes(count.bytes))"
    if let problem = count.problem {
      lines.append(("\(glyphs.cross) could not count the input: \(problem)", .error))
    } else if count.isWhole {
      lines.append(("\(glyphs.check) input: \(amount)", .ok))
    } else if state.launch.inputToCount == nil {
      lines.append(("\(glyphs.waiting) input: at least \(amount); not counted further", .muted))
    } else {
      lines.append(("\(glyphs.waiting) input: \(amount) so far; Esc stops counting", .running))
    }
    if let forecast = state.launch.forecast { lines.append(("\(glyphs.check) \(forecast)", .ok)) }
    return lines
  }

  /// What became of the dry run.
  private var trial: [(text: String, role: Role)] {
    let glyphs = context.glyphs
    switch state.launch.trialResult {
    case nil: return []
    case .failure(let failure): return [("\(glyphs.cross) dry run: \(failure.reason)", .error)]
    case .success(let run):
      let mark = run.isGood ? glyphs.check : glyphs.cross
      return [("\(mark) \(run.summary)", run.isGood ? .ok : .error)]
        + (run.problem.map { [("  \($0)", .error)] } ?? [])
        + run.failures.prefix(3).map { ("  \($0.path): \($0.errorClass): \($0.message)", .error) }
        + run.head.map { ("  \($0)", .muted) }
    }
  }
}
