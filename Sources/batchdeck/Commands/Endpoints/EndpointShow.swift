import BatchEndpoints
import Foundation
import Registry

/// An endpoint as `batch-endpoint show` prints it.
struct EndpointShow {
  let endpoint: RegisteredEndpoint
  /// By name.
  let deployments: [String]

  init(_ endpoint: RegisteredEndpoint, _ context: Context) throws {
    self.endpoint = endpoint
    deployments = try context.registry.deployments.deployments(of: endpoint.name).map(\.name)
  }

  /// Azure's fields. There is no HTTP here, so there is no `scoring_uri`.
  var json: ManifestValue {
    var view = endpoint.manifest.registered(
      id: "/batchEndpoints/\(endpoint.name)", createdAt: endpoint.createdAt)
    view["defaults"] = .map([
      "deployment_name": endpoint.defaultDeployment.map(ManifestValue.text) ?? .null
    ])
    view["scoring_uri"] = .null
    return view
  }

  /// For people.
  var lines: [String] {
    var lines = ["endpoint     \(endpoint.name)"]
    lines += Wording.about(endpoint.description, tags: endpoint.tags, column: 13)
    lines.append(
      "deployments  " + (deployments.isEmpty ? "-" : deployments.joined(separator: ", ")))
    lines.append("default      \(endpoint.defaultDeployment ?? "-")")
    return lines
  }
}

extension Manifest {
  /// What `show` prints of something registered: the manifest's own fields, and those that only the
  /// registry knows. `id` is the part of Azure's that has a meaning here.
  func registered(id: String, createdAt: Date) -> ManifestValue {
    var view = azureJSON
    view["id"] = .text(id)
    view["creation_context"] = .map(["created_at": .text(createdAt.formatted(.iso8601))])
    view["provisioning_state"] = .text("Succeeded")
    return view
  }
}
