/// What the registry could not do: facts; `description` has the words.
package enum RegistryError: Error, Equatable, Sendable {
  case unusable(path: String, reason: String)
  /// What was to be added is there already.
  case exists(RegistryItem)
  /// What was to be added is there already and is something else.
  case differs(RegistryItem)
  /// `nearest` is a name of the same kind that is there and was perhaps meant.
  case notFound(RegistryItem, nearest: String?)
  /// A label other than `latest`.
  case labelUnknown(AssetKind, name: String, label: String)
  /// Every version is archived, so none is the latest.
  case allArchived(AssetKind, name: String)
  /// What was to be deleted is used; `by` is never empty.
  case inUse(RegistryItem, by: [RegistryItem])
}

extension RegistryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unusable(let path, let reason):
      "\(path): the registry cannot be used: \(reason)"
    case .exists(.asset(let kind, let name, let version?)):
      "The \(kind.word) \(name):\(version) is already registered; "
        + "give another version, or none to take the next."
    case .exists(let item):
      "The \(item) already exists."
    case .differs(let item):
      "The \(item) is already registered with other content; "
        + "give another version, or none to take the next."
    case .notFound(let item, let nearest?):
      "There is no \(item); did you mean \"\(nearest)\"?"
    case .notFound(let item, nil):
      "There is no \(item)."
    case .labelUnknown(let kind, let name, let label):
      "The \(kind.word) \(name) has no label \"\(label)\"; the only one is \"latest\"."
    case .allArchived(let kind, let name):
      "Every version of the \(kind.word) \(name) is archived, so none is the latest; "
        + "name a version, or restore one."
    case .inUse(let item, let users):
      "The \(item) is used by \(users.map { "the \($0)" }.joined(separator: ", ")); "
        + "delete \(users.count == 1 ? "that" : "those") first."
    }
  }
}
