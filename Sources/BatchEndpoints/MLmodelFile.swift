/// What an `MLmodel` file says of its model (MLflow's documentation, "MLflow Models", "Storage
/// Format"). A file that is only roughly one still says what it can.
package struct MLmodelFile: Sendable, Equatable {
  /// Label and value, in the order in which they are asked for.
  package var facts: [FilePreview.Fact] = []

  /// Nil for what is no YAML map.
  package init?(_ bytes: some Collection<UInt8>) {
    guard let root = YAMLDocument(bytes).root, case .map = root.content else { return nil }
    func add(_ label: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append(.init(label, value)) }
    }
    add("flavors", root["flavors"]?.entries.map(\.key).joined(separator: ", "))
    let python = root["flavors"]?["python_function"]
    add("loader", python?["loader_module"]?.text)
    add("python", python?["python_version"]?.text)
    for (label, key) in [("inputs", "inputs"), ("outputs", "outputs"), ("params", "params")] {
      add(label, root["signature"]?[key]?.text.map(Self.columns))
    }
    for key in ["run_id", "mlflow_version", "utc_time_created", "model_uuid", "model_id"] {
      add(key.replacing("_", with: " "), root[key]?.text)
    }
  }

  /// The columns of a signature's JSON (MLflow, "Model Signatures"), `name: type` each; the JSON
  /// itself where it is another.
  private static func columns(_ json: String) -> String {
    let root = YAMLDocument(Array(json.utf8)).root
    guard let root, case .list(let columns) = root.content, !columns.isEmpty else { return json }
    return columns.map { column in
      let name = column["name"]?.text.map { "\($0): " } ?? ""
      let tensor = column["tensor-spec"]
      guard let type = tensor?["dtype"]?.text ?? column["type"]?.text else { return json }
      let isOptional = column["required"]?.text == "false"
      return name + type + shape(tensor?["shape"]) + (isOptional ? "?" : "")
    }.joined(separator: ", ")
  }

  private static func shape(_ node: YAMLNode?) -> String {
    guard case .list(let sides)? = node?.content else { return "" }
    return "[" + sides.map { $0.text == "-1" ? "?" : $0.text ?? "?" }.joined(separator: ", ") + "]"
  }
}

extension YAMLNode {
  /// The text of a scalar that is not null.
  fileprivate var text: String? {
    guard case .scalar(let scalar) = content, scalar.kind != .null else { return nil }
    return scalar.text
  }
}
