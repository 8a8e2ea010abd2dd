import TerminalUI

/// The form that registers a model, over the models screen.
struct RegistrationView {
  private static let widest = 84
  private static let labelWidth = 9
  /// Fields, Register, a blank line above and below it, and what is said to it.
  private static let height = ModelField.allCases.count + 3 + 5

  let state: DashboardState
  let context: ViewContext

  static func frame(_ size: Size) -> Rect {
    Rect(size).split(top: 1).rest.split(bottom: 2).rest
      .centered(width: widest, height: height + 2)
  }

  /// The row of a field; nil stands for Register.
  static func row(of field: ModelField?, size: Size) -> Rect {
    let inner = frame(size).inset(horizontal: 2, vertical: 1)
    let count = ModelField.allCases.count
    let row = field.flatMap { ModelField.allCases.firstIndex(of: $0) } ?? count + 1
    return Rect(
      x: inner.x, y: inner.y + row, width: inner.width, height: row < inner.height ? 1 : 0)
  }

  func draw(on surface: inout Surface) {
    let frame = Self.frame(state.size)
    surface.fill(frame)
    surface.frame(frame, title: "register a model", focused: true, glyphs: context.glyphs)
    let inner = frame.inset(horizontal: 2, vertical: 1)
    for field in ModelField.allCases {
      draw(field, on: &surface, in: Self.row(of: field, size: state.size))
    }
    drawButton(on: &surface, in: Self.row(of: nil, size: state.size))
    drawReview(on: &surface, in: inner.split(top: ModelField.allCases.count + 3).rest)
  }

  private func draw(_ field: ModelField, on surface: inout Surface, in line: Rect) {
    guard !line.isEmpty else { return }
    let form = state.registration
    let isFocused = form.focus == field && state.models.underWay == nil
    let isWrong = form.problems.contains { $0.field == field && !form.draft.path.isEmpty }
    drawCursor(isFocused, on: &surface, in: line)
    surface.write(
      TextWidth.pad(right: field.label, to: Self.labelWidth), x: line.x + 2, y: line.y,
      width: line.width - 2,
      style: Style(role: isWrong ? .error : isFocused ? .title : .muted, bold: isFocused))
    let place = line.split(left: Self.labelWidth + 2).rest
    if var text = form.fields[field] {
      if field == .name, !form.proposedName.isEmpty { text.placeholder = form.proposedName }
      text.draw(on: &surface, in: place, isFocused: isFocused, glyphs: context.glyphs)
      return
    }
    let value =
      field == .type
      ? form.type.rawValue
      : form.isInPlace ? "left where they are" : "copied, so that nothing changes them"
    let arrows =
      isFocused ? "\(context.glyphs.arrowLeft) \(value) \(context.glyphs.arrowRight)" : value
    surface.write(
      arrows, x: place.x, y: place.y, width: place.width,
      style: Style(role: .text, reverse: isFocused))
  }

  private func drawCursor(_ isFocused: Bool, on surface: inout Surface, in line: Rect) {
    guard isFocused else { return }
    surface.write(
      String(context.glyphs.cursor), x: line.x, y: line.y, width: 1, style: .role(.keyHint))
  }

  private func drawButton(on surface: inout Surface, in line: Rect) {
    guard !line.isEmpty else { return }
    let form = state.registration
    if let order = state.models.underWay {
      drawProgress(of: order, on: &surface, in: line)
      return
    }
    let isFocused = form.focus == nil
    drawCursor(isFocused, on: &surface, in: line)
    surface.write(
      "[ Register ]", x: line.x + 2, y: line.y, width: line.width - 2,
      style: Style(
        role: form.canRegister ? .ok : .muted, bold: isFocused,
        reverse: isFocused && form.canRegister))
  }

  private func drawProgress(of order: ModelOrder, on surface: inout Surface, in line: Rect) {
    guard case .register = order, let progress = state.models.progress else {
      surface.write("reading the files", x: line.x + 2, y: line.y, style: .role(.running))
      return
    }
    let text = "\(Format.bytes(progress.bytesDone)) of \(Format.bytes(progress.bytesTotal))"
    let (bar, rest) = line.split(left: 2).rest.split(left: max(10, line.width / 2))
    ProgressBar(fraction: progress.fraction).draw(on: &surface, in: bar, glyphs: context.glyphs)
    surface.write(
      text, x: rest.x + 2, y: rest.y, width: rest.width - 2, style: .role(.running))
  }

  private func drawReview(on surface: inout Surface, in area: Rect) {
    var lines: [(String, Role)] = []
    let form = state.registration
    let isEmpty = form.draft.path.isEmpty
    if !form.choices.isEmpty {
      let width = max(1, area.width - 2)
      lines.append(
        (TextWidth.truncate(form.choices, to: width, ellipsis: context.glyphs.ellipsis), .muted))
    }
    if form.isUnderReview { lines.append(("\(context.glyphs.waiting) looking at it", .muted)) }
    lines += form.problems.map {
      // What has not been written yet is not wrong.
      (
        "\(isEmpty ? context.glyphs.waiting : context.glyphs.cross) \($0.field.label): \($0.message)",
        isEmpty ? .muted : .error
      )
    }
    lines += form.facts.map { ("\(context.glyphs.check) \($0)", .ok) }
    var y = area.y
    for (text, role) in lines {
      for line in TextWidth.wrap(text, to: max(1, area.width - 2)) where y < area.maxY {
        surface.write(line, x: area.x + 2, y: y, width: area.width - 2, style: .role(role))
        y += 1
      }
    }
  }
}
