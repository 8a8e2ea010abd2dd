/// A parsed JMESPath expression: what to make of a value.
indirect enum QueryNode {
  case current
  case key(String)
  /// From the end where negative.
  case index(Int)
  /// As in Python: absent bounds reach to the ends, negative ones count from the end; step is not
  /// 0.
  case slice(start: Int?, stop: Int?, step: Int?)
  case literal(JSONValue)
  /// The second applied to the result of the first: `a.b`, `a[0]`, `a | b`.
  case chain(QueryNode, QueryNode)
  /// The elements that `source` gives, each put through `each`; nulls are left out.
  case projection(QueryProjection, source: QueryNode, each: QueryNode)
  case list([QueryNode])
  case object([(key: String, value: QueryNode)])
  case comparison(QueryComparison, QueryNode, QueryNode)
  case or(QueryNode, QueryNode)
  case and(QueryNode, QueryNode)
  case not(QueryNode)
  case call(QueryFunction, [QueryNode], column: Int)
  /// `&expression`: the expression itself, as a function's argument.
  case reference(QueryNode)
}

/// Where the elements of a projection come from.
enum QueryProjection {
  /// `[*]` and slices: a list's elements.
  case elements
  /// `*`: an object's values.
  case values
  /// `[]`: a list's elements, where lists among them give theirs.
  case flattened
  /// `[?condition]`: a list's elements for which the condition holds.
  case matching(QueryNode)
}
