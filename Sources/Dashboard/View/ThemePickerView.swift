import TerminalUI

/// The theme picker: the themes, and above all the screen around it in the colours of one.
enum ThemePickerView {
  private static let width = 64
  private static let mostRows = 12

  private static func box(_ state: DashboardState) -> Rect {
    let room = Rect(state.size).split(top: 1).rest.split(bottom: 2).rest
    let rows = min(max(1, state.themeChoices.count), mostRows)
    return room.centered(width: width, height: min(rows + 4, room.height))
  }

  private static func inner(_ state: DashboardState) -> Rect {
    box(state).inset(horizontal: 2, vertical: 1)
  }

  /// Where the themes are.
  static func rows(_ state: DashboardState) -> Rect {
    inner(state).split(bottom: 2).rest
  }

  static func draw(_ state: DashboardState, on surface: inout Surface, _ context: ViewContext) {
    guard case .themes(let picker) = state.overlay else { return }
    let box = box(state)
    let choices = state.themeChoices
    surface.fill(box)
    surface.frame(box, focused: true, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span("themes", Style(role: .title, bold: true))],
      right: [Span(choices.isEmpty ? "" : Format.grouped(choices.count - 1), role: .muted)],
      in: box, y: box.y)
    let rows = rows(state)
    if choices.isEmpty {
      surface.write(
        "reading the themes", x: rows.x + 2, y: rows.y, width: rows.width - 2, style: .role(.muted))
    }
    let selected = picker.cursor.index(in: choices.map(\.name))
    for (row, offer) in choices.dropFirst(picker.cursor.offset).prefix(rows.height).enumerated() {
      let line = Rect(x: rows.x, y: rows.y + row, width: rows.width, height: 1)
      draw(
        offer, isSelected: picker.cursor.offset + row == selected,
        isKept: offer.name == state.themes.picked?.name ?? "", on: &surface, in: line, context)
    }
    ScrollBar(count: choices.count, offset: picker.cursor.offset, visible: rows.height).draw(
      on: &surface, in: Rect(x: box.maxX - 1, y: rows.y, width: 1, height: rows.height),
      glyphs: context.glyphs)
    drawFoot(state, on: &surface, in: inner(state).split(bottom: 2).bottom, context)
  }

  private static func draw(
    _ offer: ThemeOffer, isSelected: Bool, isKept: Bool, on surface: inout Surface, in line: Rect,
    _ context: ViewContext
  ) {
    let detail = TextWidth.truncate(
      offer.detail, to: line.width / 2, ellipsis: context.glyphs.ellipsis)
    let detailWidth = TextWidth.of(detail)
    if isSelected {
      surface.write(
        String(context.glyphs.cursor), x: line.x, y: line.y, width: 1, style: .role(.keyHint))
    }
    let mark = isKept ? " \(context.glyphs.check)" : ""
    let width = max(0, line.width - detailWidth - 4)
    surface.write(
      TextWidth.truncate(offer.title + mark, to: width, ellipsis: context.glyphs.ellipsis),
      x: line.x + 2, y: line.y, width: width,
      style: .role(offer.theme == nil ? .error : .text))
    surface.write(
      detail, x: line.maxX - detailWidth, y: line.y, width: detailWidth, style: .role(.muted))
    if isSelected { surface.restyle(line) { $0.selected() } }
  }

  /// What is wrong with a theme, or a taste of the roles.
  private static func drawFoot(
    _ state: DashboardState, on surface: inout Surface, in foot: Rect, _ context: ViewContext
  ) {
    if let problem = state.themeInSight?.problem {
      let lines = TextWidth.wrap("\(context.glyphs.cross) \(problem)", to: foot.width)
      for (row, line) in lines.prefix(foot.height).enumerated() {
        surface.write(line, x: foot.x, y: foot.y + row, width: foot.width, style: .role(.error))
      }
      return
    }
    let line = foot.split(bottom: 1).bottom
    let roles: [Role] = [.ok, .running, .warning, .error, .retrying, .throughput, .muted]
    var spans = roles.map { Span("\($0) ", role: $0) }
    spans.append(Span("match", role: .match))
    surface.write(spans, x: line.x, y: line.y, width: line.width)
  }

  /// The theme at a position.
  static func index(atX x: Int, y: Int, in state: DashboardState) -> Int? {
    guard case .themes(let picker) = state.overlay else { return nil }
    let rows = rows(state)
    let index = picker.cursor.offset + y - rows.y
    return rows.contains(x: x, y: y) && state.themeChoices.indices.contains(index) ? index : nil
  }
}
