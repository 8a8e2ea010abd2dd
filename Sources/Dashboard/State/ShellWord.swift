/// Text as one word of a POSIX shell's command line, harmless to paste.
package enum ShellWord {
  package static func quoted(_ text: String) -> String {
    if !text.isEmpty, text.unicodeScalars.allSatisfy(isPlain) { return text }
    if !text.unicodeScalars.contains(where: isControl) {
      return "'" + text.replacing("'", with: #"'\''"#) + "'"
    }
    // bash(1), "QUOTING": $'…' takes escapes; a raw control could act on the terminal.
    let escaped = text.unicodeScalars.map { scalar in
      if isControl(scalar) {
        let digits = String(scalar.value, radix: 16)
        return #"\u"# + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      }
      return scalar == "'" || scalar == "\\" ? "\\\(scalar)" : "\(scalar)"
    }
    return "$'" + escaped.joined() + "'"
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "/", ".", ",", ":", "@", "%", "+", "=": true
    default: false
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || scalar.properties.generalCategory == .format
  }
}
