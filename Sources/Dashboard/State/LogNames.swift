/// Names of logs for a list that has no room for whole paths.
enum LogNames {
  /// The files' own names; where two are the same, with the folder that tells them apart, as in
  /// `error/…/process000.txt`.
  static func short(_ paths: [String], ellipsis: String) -> [String] {
    let parts = paths.map { $0.split(separator: "/") }
    let namesakes = Dictionary(grouping: parts) { $0.last }
    return parts.map { own in
      let others = (namesakes[own.last] ?? []).filter { $0 != own }
      guard let name = own.last, !others.isEmpty else { return own.last.map(String.init) ?? "" }
      // How far from the end the nearest folder is that no namesake has there.
      let depth = (1..<own.count).first { depth in
        let folder = own.dropLast(depth).last
        return others.allSatisfy { $0.dropLast(depth).last != folder }
      }
      guard let depth, let folder = own.dropLast(depth).last else {
        return own.joined(separator: "/")
      }
      return depth == 1 ? "\(folder)/\(name)" : "\(folder)/\(ellipsis)/\(name)"
    }
  }
}
