/// The characters that chrome is drawn with. Each is one cell wide, except `ellipsis`.
package struct Glyphs: Hashable, Sendable {
  /// Lines and corners of frames.
  package struct Border: Hashable, Sendable {
    package let horizontal: Character
    package let vertical: Character
    package let topLeft: Character
    package let topRight: Character
    package let bottomLeft: Character
    package let bottomRight: Character
    /// `├`
    package let teeLeft: Character
    /// `┤`
    package let teeRight: Character
    /// `┬`
    package let teeTop: Character
    /// `┴`
    package let teeBottom: Character
    package let cross: Character
    /// A light horizontal line for limits inside graphs.
    package let dashed: Character
  }

  package let isASCII: Bool
  package let border: Border
  /// Filled eighths of a cell from the left, 1/8 … 8/8; empty when bars are drawn as `[##--]`.
  package let horizontalEighths: [Character]
  /// Rising levels for sparklines, lowest first; the first is above zero.
  package let levels: [Character]
  /// Whether braille cells (2 by 4 dots) may be used in graphs.
  package var hasBraille: Bool
  package let cursor: Character
  package let mark: Character
  package let ellipsis: String
  package let spinner: [Character]
  package let arrowUp: Character
  package let arrowDown: Character
  package let arrowLeft: Character
  package let arrowRight: Character
  /// Before a node of a tree whose children are hidden, or shown.
  package let collapsed: Character
  package let expanded: Character
  package let sortAscending: Character
  package let sortDescending: Character
  package let bullet: Character
  package let check: Character
  package let cross: Character
  /// State marks; each state also has its word.
  package let running: Character
  package let waiting: Character
  package let paused: Character
  package let stopped: Character
  package let retrying: Character
  package let warning: Character
  /// Stands for a value that does not exist (yet).
  package let none: Character

  /// Box drawing, blocks and braille: for UTF-8 terminals.
  package static let unicode = Glyphs(
    isASCII: false,
    border: Border(
      horizontal: "─", vertical: "│", topLeft: "┌", topRight: "┐", bottomLeft: "└",
      bottomRight: "┘", teeLeft: "├", teeRight: "┤", teeTop: "┬", teeBottom: "┴", cross: "┼",
      dashed: "┄"),
    horizontalEighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
    levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    hasBraille: true,
    cursor: "▶", mark: "●", ellipsis: "…",
    spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
    arrowUp: "↑", arrowDown: "↓", arrowLeft: "←", arrowRight: "→",
    collapsed: "▸", expanded: "▾", sortAscending: "▲", sortDescending: "▼",
    bullet: "•", check: "✓", cross: "✗",
    running: "▶", waiting: "○", paused: "‖", stopped: "■", retrying: "↻", warning: "!", none: "–")

  /// Seven-bit characters only: for other locales, logs and screen shots in mail.
  package static let ascii = Glyphs(
    isASCII: true,
    border: Border(
      horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+",
      bottomRight: "+", teeLeft: "+", teeRight: "+", teeTop: "+", teeBottom: "+", cross: "+",
      dashed: "."),
    horizontalEighths: [],
    levels: [".", ":", "-", "=", "+", "*", "#", "%", "@"],
    hasBraille: false,
    cursor: ">", mark: "*", ellipsis: "...",
    spinner: ["|", "/", "-", "\\"],
    arrowUp: "^", arrowDown: "v", arrowLeft: "<", arrowRight: ">",
    collapsed: "+", expanded: "-", sortAscending: "^", sortDescending: "v",
    bullet: "*", check: "+", cross: "x",
    running: ">", waiting: "o", paused: "=", stopped: "#", retrying: "~", warning: "!", none: "-")
}
