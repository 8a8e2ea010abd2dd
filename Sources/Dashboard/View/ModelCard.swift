import Foundation
import TerminalUI

extension Card {
  /// All that is known of a model; `context` is nil when only the card's height matters.
  init(_ model: ModelSummary, _ context: ViewContext? = nil) {
    var fields: [(label: String, value: String, role: Role)] = [
      ("type", model.type, .text),
      (
        "size",
        "\(Format.exactBytes(model.bytes)) in \(Format.count(model.fileCount, "file"))", .text
      ),
      ("path", model.path, .text),
      ("kept", model.isInPlace ? "where it was" : "as a copy of its own", .text),
      ("digest", model.digest, .text),
    ]
    if let about = model.about { fields.insert(("about", about, .text), at: 0) }
    let created = context.map { "\(Format.ago($0.now.timeIntervalSince(model.createdAt)))" } ?? ""
    fields.append(("created", created, .text))
    if !model.tags.isEmpty {
      let tags = model.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      fields.append(("tags", tags.joined(separator: ", "), .text))
    }
    let users = model.usedBy.isEmpty ? "no deployment" : model.usedBy.joined(separator: ", ")
    fields.append(("used by", users, .text))
    fields.append(("manifest", "model: azureml:\(model.id)", .keyHint))
    self.init(
      title: model.id, kind: model.isArchived ? "archived" : "", kindRole: .warning,
      fields: fields)
  }
}

extension ModelSummary {
  /// The command that shows the same.
  var showCommand: String {
    "batchdeck model show --name \(ShellWord.quoted(name)) --version \(ShellWord.quoted(version))"
  }
}
