import BatchEndpoints
import Registry

/// A deployment as `batch-deployment show` prints it.
struct DeploymentShow {
  let deployment: RegisteredDeployment
  let isDefault: Bool

  init(_ deployment: RegisteredDeployment, _ context: Context) throws {
    self.deployment = deployment
    let endpoint = try context.registry.endpoints.endpoint(deployment.endpointName)
    isDefault = endpoint.defaultDeployment == deployment.name
  }

  /// Azure's fields; references are those that the deployment was created with.
  var json: ManifestValue {
    deployment.resolved.registered(
      id: "/batchEndpoints/\(deployment.endpointName)/deployments/\(deployment.name)",
      createdAt: deployment.createdAt)
  }

  /// For people.
  var lines: [String] {
    let manifest = deployment.manifest
    var lines = [
      "deployment   \(deployment.name)",
      "endpoint     \(deployment.endpointName)" + (isDefault ? ", its default" : ""),
    ]
    lines += Wording.about(manifest.description, tags: manifest.tags, column: 13)
    lines.append("model        \(model)")
    if let code = manifest.codeConfiguration { lines.append("script       \(code.scriptPath)") }
    if let environment { lines.append("environment  \(environment)") }
    lines.append(
      "settings     \(Wording.count(manifest.requestedWorkers, "worker")), "
        + "mini-batch size \(manifest.settings.miniBatchSize)")
    if !unused.isEmpty { lines.append("not used     \(unused.joined(separator: ", "))") }
    return lines
  }

  /// As in a list: what is registered, or where the files are.
  var model: String {
    if let model = deployment.model { return "\(model)" }
    if case .inline(let model) = deployment.manifest.model { return model.path }
    return "-"
  }

  private var environment: String? {
    if let environment = deployment.environment { return "\(environment)" }
    guard case .inline(let environment) = deployment.manifest.environment,
      case .file(let path) = environment.conda
    else { return nil }
    return path
  }

  /// What the manifest says for Azure's clusters alone.
  private var unused: [String] {
    let manifest = deployment.manifest
    var unused: [String] = []
    if let compute = manifest.compute { unused.append("compute \(compute)") }
    if let type = manifest.resources.instanceType { unused.append("instance_type \(type)") }
    switch manifest.environment {
    case .inline(let environment): unused += environment.image.map { ["image \($0)"] } ?? []
    case .remote(let identifier): unused.append("environment \(identifier)")
    case .reference(let reference):
      if deployment.environment == nil { unused.append("environment \(reference)") }
    case nil: break
    }
    return unused
  }
}
