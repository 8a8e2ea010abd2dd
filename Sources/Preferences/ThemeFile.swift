package import BatchEndpoints
package import TerminalUI

/// A theme as a file describes it: base16 or base24, with our `roles` on top.
package struct ThemeFile: Sendable {
  /// What the file calls itself.
  package var title: String
  package var author: String?
  package var theme: Theme
  /// What is odd about the file, and colours that had to be moved to be legible.
  package var warnings: [Diagnostic]

  /// Reads a theme.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: What the theme is asked for by.
  ///   - file: The file for messages.
  /// - Throws: `PreferencesError` with the place of everything that is wrong.
  package init(
    _ bytes: some Collection<UInt8>, name: String, file: String
  ) throws(PreferencesError) {
    var reader = ThemeFileReader(file: file)
    let read = reader.read(bytes, name: name)
    guard let read, !reader.file.hasErrors else {
      throw PreferencesError(reader.file.diagnostics)
    }
    (title, author, theme) = read
    warnings = reader.file.sortedDiagnostics
  }
}

extension Role {
  /// How theme files spell it: `borderFocused` is `border-focused`.
  package var spelling: String {
    rawValue.reduce(into: "") { text, letter in
      text += letter.isUppercase ? "-\(letter.lowercased())" : String(letter)
    }
  }
}
