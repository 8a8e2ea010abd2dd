package import BatchEndpoints
package import TerminalUI

/// What the operator wrote into `${XDG_CONFIG_HOME:-~/.config}/batchdeck/config.yaml`:
///
/// ```yaml
/// theme: auto             # or a name, a file, or {dark: NAME, light: NAME}
/// ascii: true             # ASCII characters only; by the locale when it is left out
/// read_only: false        # true hides and refuses everything that changes something
/// notify: osc9            # when a job ends and you look elsewhere; bell, or off
/// keys:                   # an action and its keys, instead of the usual ones
///   freeze: Z F2
///   suspend: none
/// ```
package struct Configuration: Sendable, Equatable {
  /// Keys for an action, and where the file gives them.
  package struct Keys: Sendable, Equatable {
    package var action: String
    /// In the order given; none when the action is to have no key.
    package var presses: [KeyPress]
    package var position: SourcePosition

    package init(action: String, presses: [KeyPress], position: SourcePosition) {
      self.action = action
      self.presses = presses
      self.position = position
    }
  }

  /// How the operator is told of a job's end while looking elsewhere.
  package enum Notification: String, Sendable, CaseIterable {
    case off
    case bell
    /// A notification of the terminal's (OSC 9), and the bell.
    case osc9
  }

  /// As it was named; nil when there is none.
  package var file: String?
  package var theme = ThemeChoice.automatic
  /// Where the file gives the theme.
  package var themePosition: SourcePosition?
  /// nil leaves it to the locale.
  package var ascii: Bool?
  package var isReadOnly = false
  package var notification = Notification.osc9
  /// In the order of the file.
  package var keys: [Keys] = []

  /// As it is without a file.
  package init() {}

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - bytes: The file's content; an empty file is none.
  ///   - file: The file for messages.
  ///   - actions: The names that may stand under `keys`.
  /// - Throws: `PreferencesError` with the place of everything that is wrong.
  package init(
    _ bytes: some Collection<UInt8>, file: String, actions: [String]
  ) throws(PreferencesError) {
    var reader = ConfigurationReader(file: file, actions: actions)
    self = reader.read(bytes)
    self.file = file
    if reader.file.hasErrors { throw PreferencesError(reader.file.diagnostics) }
  }

  /// Reads the operator's file; without one everything is as usual.
  package static func load(
    environment: [String: String], actions: [String]
  ) throws(PreferencesError) -> Configuration {
    guard let path = PreferencesFolder.configurationFile(environment),
      PreferencesFolder.exists(path)
    else { return Configuration() }
    return try load(path: path, actions: actions)
  }

  /// Reads a file that was named, which must be there.
  package static func load(
    path: String, actions: [String]
  ) throws(PreferencesError) -> Configuration {
    try Configuration(
      PreferencesFolder.read(path, limit: PreferencesFile.maximumBytes), file: path,
      actions: actions)
  }
}
