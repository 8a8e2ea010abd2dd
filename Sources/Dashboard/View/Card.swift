import BatchEndpoints
import TerminalUI

/// A few labelled facts and a longer text, in a box over the screen that scrolls.
struct Card {
  private static let widest = 110
  private static let labelWidth = 9

  var title: String
  /// Stands out in the border.
  var kind: String
  var kindRole = Role.error
  var place = ""
  var fields: [(label: String, value: String, role: Role)]
  /// Shown as it is, line by line.
  var body: String?

  func draw(on surface: inout Surface, size: Size, scroll: Int, glyphs: Glyphs) {
    let (box, text) = areas(in: size)
    let lines = lines(width: text.width)
    surface.fill(box)
    surface.frame(box, focused: true, glyphs: glyphs)
    surface.writeBorder(
      left: [
        Span(title, Style(role: .title, bold: true)), Span(kind, Style(role: kindRole, bold: true)),
      ], right: [Span(place, role: .muted)], in: box, y: box.y)
    for (row, line) in lines.dropFirst(scroll).prefix(text.height).enumerated() {
      surface.write(line, x: text.x, y: text.y + row, width: text.width)
    }
    ScrollBar(count: lines.count, offset: scroll, visible: text.height).draw(
      on: &surface, in: Rect(x: box.maxX - 1, y: text.y, width: 1, height: text.height),
      glyphs: glyphs)
  }

  /// How far the card can be scrolled in a window.
  func maximumOffset(in size: Size) -> Int {
    let text = areas(in: size).text
    return max(0, lines(width: text.width).count - text.height)
  }

  private func areas(in size: Size) -> (box: Rect, text: Rect) {
    let room = Rect(size).split(top: 1).rest.split(bottom: 2).rest
    let width = room.centered(width: Self.widest, height: 3).inset(horizontal: 2, vertical: 1).width
    let box = room.centered(width: Self.widest, height: lines(width: width).count + 2)
    return (box, box.inset(horizontal: 2, vertical: 1))
  }

  private func lines(width: Int) -> [[Span]] {
    var lines = fields.flatMap { field -> [[Span]] in
      let parts = TextWidth.wrap(field.value, to: max(1, width - Self.labelWidth))
      return (parts.isEmpty ? [""] : parts).enumerated().map { index, part in
        let label = TextWidth.pad(right: index == 0 ? field.label : "", to: Self.labelWidth)
        return [Span(label, role: .muted), Span(part, role: field.role)]
      }
    }
    guard let body, !body.isEmpty else { return lines }
    if !lines.isEmpty { lines.append([]) }
    let text = body.last == "\n" ? String(body.dropLast()) : body
    return lines + TextWidth.wrap(text, to: max(1, width)).map { [Span($0)] }
  }
}

extension Card {
  /// All that is known of a failed file; `context` is nil when only the card's height matters.
  init(
    _ failure: FailedFile, place: String = "", command: String?, _ context: ViewContext? = nil
  ) {
    self.init(
      title: "failed file", kind: failure.errorClass, place: place,
      fields: [
        ("file", failure.path, .text),
        ("size", Format.exactBytes(failure.sizeBytes), .text),
        ("failed", context.map { "at \($0.clock(failure.failedAt))" } ?? "", .text),
        (
          "tried",
          failure.attempts == 0 ? "never" : "\(Format.times(failure.attempts)), standing alone",
          .text
        ),
        ("worker", failure.worker.map { "\($0)" } ?? "none ever had it", .text),
        ("message", failure.message, .error),
      ] + (failure.workerEnd.flatMap(Format.memory).map { [("memory", $0, .text)] } ?? [])
        + (command.map { [("again", $0, .keyHint)] } ?? []),
      body: Self.body(failure))
  }

  private static func body(_ failure: FailedFile) -> String {
    if let traceback = failure.traceback { return traceback }
    guard let stderr = failure.workerEnd?.stderr else { return "No traceback was recorded." }
    return "The last that the worker wrote to stderr:\n\n\(stderr)"
  }

  /// Why a job failed, in full.
  init(_ error: JobSnapshot.JobError) {
    self.init(title: "the job failed", kind: error.code, fields: [], body: error.message)
  }
}
