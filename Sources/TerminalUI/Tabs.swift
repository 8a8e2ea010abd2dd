/// The top line: the screens with their digits, and a status at the right.
package struct Tabs: Hashable, Sendable {
  private static let gap = 2

  package struct Item: Hashable, Sendable {
    /// The digit that goes there.
    package var key: String
    package var title: String
    /// A short mark behind the title, such as a count; its role says how urgent it is.
    package var badge: String
    package var badgeRole: Role

    package init(key: String, title: String, badge: String = "", badgeRole: Role = .error) {
      self.key = key
      self.title = title
      self.badge = badge
      self.badgeRole = badgeRole
    }
  }

  /// A piece of the status with its own style.
  package struct Segment: Hashable, Sendable {
    package var text: String
    package var style: Style

    package init(_ text: String, style: Style = Style()) {
      self.text = text
      self.style = style
    }
  }

  package var items: [Item]
  package var selected: Int
  package var status: [Segment]

  package init(items: [Item], selected: Int, status: [Segment] = []) {
    self.items = items
    self.selected = selected
    self.status = status
  }

  /// Draws into the first row. In a narrow window the other tabs go first, the last of them before
  /// the rest, then the status is cut.
  package func draw(on surface: inout Surface, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let placed = areas(in: rect)
    for (index, area) in placed {
      draw(items[index], isSelected: index == selected, on: &surface, in: area)
    }
    let start = (placed.last?.area.maxX ?? rect.x) + Self.gap
    var x = max(start, rect.maxX - 1 - statusWidth)
    for segment in status {
      x += surface.write(
        segment.text, x: x, y: rect.y, width: rect.maxX - x, style: segment.style)
    }
  }

  /// The index of the tab at a position.
  package func item(atX x: Int, y: Int, in rect: Rect) -> Int? {
    areas(in: rect).first { $0.area.contains(x: x, y: y) }?.index
  }

  private func draw(_ item: Item, isSelected: Bool, on surface: inout Surface, in area: Rect) {
    let style = isSelected ? Style(role: .title, bold: true) : .role(.muted)
    var x = area.x
    func write(_ text: String, _ style: Style) {
      x += surface.write(text, x: x, y: area.y, width: area.maxX - x, style: style)
    }
    write(isSelected ? "[" : " ", style)
    write(item.key, isSelected ? style : .role(.keyHint))
    write(" \(item.title)", style)
    write(item.badge, .role(item.badgeRole))
    write(isSelected ? "]" : " ", style)
  }

  private func areas(in rect: Rect) -> [(index: Int, area: Rect)] {
    var shown = Array(items.indices)
    func width() -> Int { shown.reduce(0) { $0 + Self.width(items[$1]) } }
    let statusRoom = status.isEmpty ? 0 : statusWidth + Self.gap + 1
    while width() + statusRoom > rect.width, let last = shown.last(where: { $0 != selected }) {
      shown.removeAll { $0 == last }
    }
    var x = rect.x
    return shown.map { index in
      let width = Self.width(items[index])
      defer { x += width }
      return (index, Rect(x: x, y: rect.y, width: min(width, rect.maxX - x), height: 1))
    }
  }

  private var statusWidth: Int { status.reduce(0) { $0 + TextWidth.of($1.text) } }

  /// The brackets around the selected tab stand where the others have blanks: nothing moves.
  private static func width(_ item: Item) -> Int {
    TextWidth.of(item.key) + TextWidth.of(item.title) + TextWidth.of(item.badge) + 3
  }
}
