extension QueryNode {
  /// What the expression makes of `value`; null where the value has no such thing.
  ///
  /// - Throws: `argumentType` and `mixedKeys`; everything else was found while parsing.
  func evaluate(_ value: JSONValue) throws(QueryError) -> JSONValue {
    switch self {
    case .current: return value
    case .literal(let literal): return literal
    case .key(let key):
      guard case .object(let members) = value else { return .null }
      return members[key] ?? .null
    case .index(let index):
      guard case .array(let elements) = value else { return .null }
      let position = index < 0 ? elements.count + index : index
      return elements.indices.contains(position) ? elements[position] : .null
    case .slice(let start, let stop, let step):
      guard case .array(let elements) = value else { return .null }
      return .array(Self.slice(elements, start: start, stop: stop, step: step ?? 1))
    case .chain(let first, let second): return try second.evaluate(try first.evaluate(value))
    case .projection(let projection, let source, let each):
      guard let elements = try projection.elements(of: try source.evaluate(value)) else {
        return .null
      }
      var results: [JSONValue] = []
      for element in elements {
        let result = try each.evaluate(element)
        if result != .null { results.append(result) }
      }
      return .array(results)
    case .list(let items):
      if value == .null { return .null }
      var results: [JSONValue] = []
      for item in items { results.append(try item.evaluate(value)) }
      return .array(results)
    case .object(let members):
      if value == .null { return .null }
      var object = JSONObject()
      for member in members { object[member.key] = try member.value.evaluate(value) }
      return .object(object)
    case .comparison(let comparison, let left, let right):
      return comparison.holds(try left.evaluate(value), try right.evaluate(value))
    case .or(let left, let right):
      let result = try left.evaluate(value)
      return result.isTrue ? result : try right.evaluate(value)
    case .and(let left, let right):
      let result = try left.evaluate(value)
      return result.isTrue ? try right.evaluate(value) : result
    case .not(let operand): return .bool(!(try operand.evaluate(value).isTrue))
    case .call(let function, let arguments, let column):
      var values: [QueryArgument] = []
      for argument in arguments {
        if case .reference(let expression) = argument {
          values.append(.expression(expression))
        } else {
          values.append(.value(try argument.evaluate(value)))
        }
      }
      return try QueryCall(function: function, arguments: values, column: column).result()
    case .reference: preconditionFailure("the parser lets & stand only before an argument")
    }
  }

  private static func slice(
    _ elements: [JSONValue], start: Int?, stop: Int?, step: Int
  ) -> [JSONValue] {
    let count = elements.count
    // The first and last place a bound can mean: one before the first element when going backwards.
    let bounds = step > 0 ? 0...count : -1...(count - 1)
    func place(_ bound: Int?, absent: Int) -> Int {
      guard let bound else { return absent }
      let place = bound < 0 ? max(bound, -count - 1) + count : bound
      return min(max(place, bounds.lowerBound), bounds.upperBound)
    }
    let first = place(start, absent: step > 0 ? bounds.lowerBound : bounds.upperBound)
    let end = place(stop, absent: step > 0 ? bounds.upperBound : bounds.lowerBound)
    return stride(from: first, to: end, by: step).map { elements[$0] }
  }
}

extension QueryProjection {
  /// Nil where there is nothing to project over.
  fileprivate func elements(of source: JSONValue) throws(QueryError) -> [JSONValue]? {
    switch (self, source) {
    case (.elements, .array(let elements)): return elements
    case (.values, .object(let members)): return members.map(\.value)
    case (.flattened, .array(let elements)):
      return elements.flatMap { element in
        if case .array(let inner) = element { inner } else { [element] }
      }
    case (.matching(let condition), .array(let elements)):
      var matching: [JSONValue] = []
      for element in elements where try condition.evaluate(element).isTrue {
        matching.append(element)
      }
      return matching
    default: return nil
    }
  }
}

extension QueryComparison {
  /// A boolean; null where an order is asked of what has none.
  fileprivate func holds(_ left: JSONValue, _ right: JSONValue) -> JSONValue {
    switch self {
    case .equal: .bool(left.isSame(as: right))
    case .notEqual: .bool(!left.isSame(as: right))
    case .less: left.precedes(right).map(JSONValue.bool) ?? .null
    case .greater: right.precedes(left).map(JSONValue.bool) ?? .null
    case .lessOrEqual: right.precedes(left).map { .bool(!$0) } ?? .null
    case .greaterOrEqual: left.precedes(right).map { .bool(!$0) } ?? .null
    }
  }
}
