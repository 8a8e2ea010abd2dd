import Foundation

/// Azure's `creation_context`, as far as there is one here.
struct CreationContext: Encodable {
  var createdAt: Date
}
