/// A text in a form that may be completed.
package struct PathQuery: Sendable, Hashable {
  /// What the text is to name.
  package enum Subject: Sendable, Hashable {
    case manifest, input
    /// `NAME:VERSION`, or files.
    case model
    /// The files of a model that is to be registered.
    case modelFiles
    case output
    /// A program.
    case python
  }

  package var subject: Subject
  package var text: String

  package init(_ subject: Subject, text: String) {
    self.subject = subject
    self.text = text
  }
}

/// What is known of the text in a form's field with the focus, and what Tab makes of it. The query is
/// the present one each time: an answer to an earlier one counts no more.
struct PathCompletion: Sendable, Equatable {
  private struct Found: Sendable, Equatable {
    var query: PathQuery
    var texts: [String]
  }

  /// Who types fast gets with Tab what he would have got a moment later.
  enum TabMeaning { case completes, waits, leaves }

  /// What an answer leads to.
  enum Consequence: Equatable {
    case none
    /// Tab has waited for it: the field gets this text.
    case fill(String)
    /// Tab has waited for it, and there is nothing to complete.
    case leave
  }

  private var found: Found?
  /// What Tab waits for.
  private var wanted: PathQuery?

  /// What the text may become.
  func texts(for query: PathQuery?) -> [String] {
    found.map { $0.query == query ? $0.texts : [] } ?? []
  }

  /// What Tab makes of the text; nil when there is nothing to add for certain.
  func completion(of query: PathQuery?) -> String? {
    let texts = texts(for: query)
    guard let query, let first = texts.first else { return nil }
    if query.subject == .manifest, query.text.isEmpty || query.text.hasSuffix("/") {
      // Of many names in a folder, one alone may be a manifest's.
      let manifests = texts.filter { !$0.hasSuffix("/") }
      if manifests.count == 1 { return manifests[0] }
    }
    // A folder is a fit answer where no manifest is asked for: Tab leads on.
    if query.text.isEmpty || query.subject != .manifest && query.text.hasSuffix("/") { return nil }
    let common = texts.reduce(first) { common, text in
      String(zip(common, text).prefix { $0 == $1 }.map(\.0))
    }
    // So is a folder's name for a model's files: whoever has written it goes on.
    if query.subject == .modelFiles, common == query.text + "/" { return nil }
    return common.count > query.text.count ? common : nil
  }

  func tabMeaning(for query: PathQuery?) -> TabMeaning {
    if completion(of: query) != nil { return .completes }
    return query.map { !$0.text.isEmpty && $0 != found?.query } ?? false ? .waits : .leaves
  }

  /// Tab has nothing to add yet.
  mutating func wait(for query: PathQuery?) { wanted = query }

  mutating func take(
    _ texts: [String], for query: PathQuery, now present: PathQuery?
  ) -> Consequence {
    guard query == present else { return .none }
    found = Found(query: query, texts: texts)
    guard wanted == query else { return .none }
    wanted = nil
    return completion(of: query).map { .fill($0) } ?? .leave
  }

  /// The names that the text may become, in a line; empty where there is nothing to choose or add.
  func line(for query: PathQuery?) -> String {
    guard let query else { return "" }
    let completion = completion(of: query)
    let names = texts(for: query).map { text in
      let name = text.split(separator: "/").last.map(String.init) ?? text
      return text.hasSuffix("/") ? name + "/" : name
    }
    let isOffered = ![.model, .output, .python].contains(query.subject)
    guard names.count > 1 || completion != nil, !query.text.isEmpty || isOffered else { return "" }
    return (completion == nil ? "" : "Tab: ") + names.joined(separator: "  ")
  }
}
