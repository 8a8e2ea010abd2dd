/// The models screen.
package struct ModelsControls: Sendable, Equatable {
  /// By name, the newest version first, archived ones included; nil until they are known.
  package private(set) var known: [ModelSummary]?
  package var showsArchived = false
  package var cursor = ListCursor<String>()
  package var sort: ListSort = SortTables.models.usual
  package var problem: String?
  /// What is being done to the models, and how far it is.
  package var underWay: ModelOrder?
  package var progress: ModelProgress?

  package init() {}

  /// Those on display.
  package var models: [ModelSummary]? {
    let shown = showsArchived ? known : known?.filter { !$0.isArchived }
    return shown.map { SortTables.models.sorted($0, by: sort) }
  }

  package var archivedCount: Int { (known ?? []).count(where: \.isArchived) }
  package var ids: [String] { (models ?? []).map(\.id) }
  package var selected: ModelSummary? { cursor.index(in: ids).flatMap { models?[$0] } }

  package subscript(id: String) -> ModelSummary? { known?.first { $0.id == id } }

  mutating func take(_ models: [ModelSummary]) {
    known = models.sorted {
      ($0.name, $1.createdAt, $0.version) < ($1.name, $0.createdAt, $1.version)
    }
    problem = nil
  }

  /// Shows what an order has done before the next list tells it.
  mutating func apply(_ order: ModelOrder, made model: ModelSummary?) {
    var models = known ?? []
    func change(_ id: String, _ change: (inout ModelSummary) -> Void) {
      guard let index = models.firstIndex(where: { $0.id == id }) else { return }
      change(&models[index])
    }
    switch order {
    case .register:
      guard let model else { return }
      models.removeAll { $0.id == model.id }
      models.append(model)
    case .archive(let id): change(id) { $0.isArchived = true }
    case .restore(let id): change(id) { $0.isArchived = false }
    case .delete(let id): models.removeAll { $0.id == id }
    }
    take(models)
    if let model, let index = ids.firstIndex(of: model.id) { cursor.select(index, in: ids) }
  }
}

/// How far the files of a model have been read.
package struct ModelProgress: Sendable, Equatable {
  package var bytesDone: Int
  package var bytesTotal: Int

  package init(bytesDone: Int, bytesTotal: Int) {
    self.bytesDone = bytesDone
    self.bytesTotal = bytesTotal
  }

  /// 0…1.
  package var fraction: Double {
    bytesTotal > 0 ? Double(bytesDone) / Double(bytesTotal) : 0
  }
}
