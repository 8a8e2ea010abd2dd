package import TerminalUI

/// The keys that the operator gave to actions, laid over the table of keys.
///
/// They hold on the screens. A dialog, a card and a text field keep the keys of their own: there a
/// key of the operator's counts only where it means nothing else, and no letter does in a text.
package struct OperatorKeys: Sendable, Equatable {
  /// Where bindings are accepted.
  enum Place { case screen, overlay, text }

  /// An action and its keys, in the order of the file.
  package struct Choice: Sendable, Equatable {
    package var action: String
    /// None takes the action its keys.
    package var presses: [KeyPress]

    package init(action: String, presses: [KeyPress]) {
      self.action = action
      self.presses = presses
    }
  }

  /// What is wrong with a choice, in one sentence.
  package struct Problem: Sendable, Equatable {
    /// Which of the choices.
    package var index: Int
    package var message: String
  }

  private struct Replacement: Sendable, Equatable {
    var action: Action
    var usual: [KeyPress]
    var chosen: [KeyPress]
  }

  private var replacements: [Replacement] = []

  /// - Parameter choices: As `problems(in:)` finds nothing wrong with.
  package init(_ choices: [Choice] = []) {
    for choice in choices {
      guard let named = NamedAction.named(choice.action) else { continue }
      replacements.append(
        Replacement(action: named.action, usual: named.keys, chosen: choice.presses))
    }
  }

  /// The first key that an action has on a screen, to be named in a text; nil when it has none.
  func first(for action: Action) -> KeyPress? {
    NamedAction.of(action).flatMap { keys(of: $0).first }
  }

  /// Whether a screen has a key at some time, if not now.
  func have(_ press: KeyPress, on screen: Screen) -> Bool {
    NamedAction.all.contains {
      $0.isOffered(on: screen) && (keys(of: $0) + $0.extraKeys(on: screen)).contains(press)
    }
  }

  private func keys(of named: NamedAction) -> [KeyPress] {
    replacements.first { $0.action == named.action }?.chosen ?? named.keys
  }

  // MARK: - Problems

  /// Keys that would mean two things on a screen, and a program that could not be left.
  package static func problems(in choices: [Choice]) -> [Problem] {
    let keys = OperatorKeys(choices)
    var problems: [Problem] = []
    for (index, choice) in choices.enumerated() {
      guard let named = NamedAction.named(choice.action) else { continue }
      if choice.action == "quit", choice.presses.isEmpty {
        problems.append(
          Problem(index: index, message: "quit needs a key; without one there may be no way out."))
      }
      for press in choice.presses {
        let other = NamedAction.all.first { other in
          // Of two choices the later one is told.
          let rank = choices.firstIndex { $0.action == other.name } ?? 0
          return other.name != choice.action && rank <= index
            && other.meets(named, at: press, keys: keys.keys(of: other))
        }
        guard let other else { continue }
        problems.append(
          Problem(
            index: index,
            message: "\(choice.action) has \"\(press)\", which is the key of \(other.name); take "
              + "another, or give \(other.name) another key or none."))
      }
    }
    return problems
  }

  // MARK: - Laying over

  func applied(to bindings: [KeyBinding], in place: Place) -> [KeyBinding] {
    guard !replacements.isEmpty else { return bindings }
    var kept: [KeyPress] = []
    var replaced: [Replacement] = []
    for binding in bindings {
      for key in binding.keys {
        if let replacement = replacement(of: key, in: binding) {
          if !replaced.contains(replacement) { replaced.append(replacement) }
        } else {
          kept.append(key.press)
        }
      }
    }
    return bindings.compactMap { binding in
      binding.replacingKeys { key in
        replacement(of: key, in: binding).map {
          place == .screen ? $0.chosen : addition($0, to: kept, among: replaced, in: place)
        }
      }
    }
  }

  /// What takes the place of a key. A binding that leaves some of the usual keys out has its own
  /// reasons.
  private func replacement(of key: KeyBinding.Key, in binding: KeyBinding) -> Replacement? {
    guard
      let replacement = replacements.first(where: {
        $0.action == key.action && $0.usual.contains(key.press)
      })
    else { return nil }
    let presses = binding.keys.filter { $0.action == key.action }.map(\.press)
    return replacement.usual.allSatisfy(presses.contains) ? replacement : nil
  }

  /// Off the screens: the chosen keys that are free, and the usual ones as far as nobody chose them.
  private func addition(
    _ replacement: Replacement, to kept: [KeyPress], among replaced: [Replacement],
    in place: Place
  ) -> [KeyPress] {
    let chosen = replacement.chosen.filter {
      !kept.contains($0) && !(place == .text && $0.isText)
    }
    let others = replaced.filter { $0 != replacement }.flatMap(\.chosen)
    let usual = replacement.usual.filter {
      !kept.contains($0) && !chosen.contains($0) && !others.contains($0)
    }
    return chosen + usual
  }
}

extension KeyPress {
  /// Whether a text field writes it or edits with it.
  fileprivate var isText: Bool {
    if case .character = key, !control, !alt { return true }
    return TextFieldKeys.edits(self)
  }
}
