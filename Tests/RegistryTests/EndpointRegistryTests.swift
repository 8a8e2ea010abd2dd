import BatchEndpoints
import Foundation
import GRDB
import Registry
import Testing

@Suite("The registry of endpoints and deployments", .timeLimit(.minutes(15)))
struct EndpointRegistryTests {
  private let workspace: Workspace
  private let database: RegistryDatabase
  private var endpoints: EndpointRegistry { database.endpoints }
  private var deployments: DeploymentRegistry { database.deployments }

  init() throws {
    workspace = try Workspace()
    database = try RegistryDatabase(path: workspace["registry.sqlite"])
  }

  private func endpoint(_ name: String) -> RegisteredEndpoint {
    RegisteredEndpoint(name: name, createdAt: instant(1))
  }

  private func deployment(
    _ name: String, model: AssetVersion? = nil, environment: AssetVersion? = nil
  ) -> RegisteredDeployment {
    RegisteredDeployment(
      endpointName: "e", name: name, manifest: BatchDeployment(name: name), model: model,
      environment: environment, createdAt: instant(2))
  }

  // MARK: - Endpoints

  @Test("an endpoint comes back whole, after reopening too")
  func whole() throws {
    let endpoint = RegisteredEndpoint(
      name: "e", description: "d", tags: ["k": "v"], properties: ["p": "1"], authMode: "key",
      createdAt: instant(1))
    try endpoints.put(endpoint)
    try endpoints.put(self.endpoint("a"))
    let again = try RegistryDatabase(path: workspace["registry.sqlite"])
    #expect(try again.endpoints.endpoint("e") == endpoint)
    #expect(try again.endpoints.endpoints() == [self.endpoint("a"), endpoint])
  }

  @Test("putting an endpoint again replaces everything but the time of creation")
  func puttingAgain() throws {
    #expect(try endpoints.put(endpoint("e")))
    try deployments.put(deployment("blue"))
    let changed = RegisteredEndpoint(
      name: "e", description: "new", tags: ["a": "b"], defaultDeployment: "blue",
      createdAt: instant(99))
    #expect(try !endpoints.put(changed))
    var expected = changed
    expected.createdAt = instant(1)
    #expect(try endpoints.endpoints() == [expected])
  }

  @Test("an endpoint is the manifest that it was made from, as far as that means anything here")
  func endpointManifest() throws {
    var manifest = BatchEndpoint(name: "e")
    manifest.description = "d"
    manifest.tags = ["k": "v"]
    manifest.properties = ["p": "1"]
    manifest.authMode = .key
    manifest.defaults.deploymentName = "blue"
    let endpoint = RegisteredEndpoint(manifest, createdAt: instant(1))
    #expect(
      endpoint
        == RegisteredEndpoint(
          name: "e", description: "d", tags: ["k": "v"], properties: ["p": "1"],
          authMode: "key", defaultDeployment: "blue", createdAt: instant(1)))
    #expect(endpoint.manifest == manifest)
  }

  @Test("a default deployment is one that the endpoint has")
  func defaultMissing() throws {
    var endpoint = endpoint("e")
    endpoint.defaultDeployment = "blu"
    let missing = RegistryItem.deployment("blu", endpoint: "e")
    #expect(throws: RegistryError.notFound(missing, nearest: nil)) { try endpoints.put(endpoint) }
    try endpoints.put(self.endpoint("e"))
    try deployments.put(deployment("blue"))
    let error = RegistryError.notFound(missing, nearest: "blue")
    #expect(throws: error) { try endpoints.put(endpoint) }
    #expect("\(error)" == "There is no deployment blu of endpoint e; did you mean \"blue\"?")
  }

  @Test("deleting an endpoint takes its deployments, not others', and frees what they used")
  func deletingEndpoint() throws {
    let model = try database.models.add("m", version: nil) { (sampleModel($0), []) }.identity
    try endpoints.put(endpoint("e"))
    try endpoints.put(endpoint("f"))
    try deployments.put(deployment("blue", model: model), asDefault: true)
    var other = deployment("blue")
    other.endpointName = "f"
    try deployments.put(other)
    try endpoints.delete("e")
    #expect(try endpoints.endpoints() == [endpoint("f")])
    #expect(try deployments.deployments(of: "f") == [other])
    try database.models.delete(model)
    #expect(throws: RegistryError.notFound(.endpoint("e"), nearest: "f")) {
      try endpoints.delete("e")
    }
  }

  // MARK: - Deployments

  @Test("a deployment comes back whole, its manifest included")
  func wholeDeployment() throws {
    let model = try database.models.add("m", version: nil) { (sampleModel($0), []) }.identity
    let environment = try database.environments.add("c", version: "9") {
      RegisteredEnvironment($0, folder: "/f", createdAt: instant(0))
    }.identity
    var manifest = BatchDeployment(name: "blue")
    manifest.model = .reference(AssetReference(name: "m", selector: .label("latest")))
    manifest.environment = .reference(environment.reference)
    manifest.codeConfiguration = .init(code: "/code", scoringScript: "score.py")
    manifest.settings.miniBatchSize = 7
    manifest.settings.environmentVariables = ["A": "b c"]
    manifest.tags = ["k": "é"]
    let deployment = RegisteredDeployment(
      endpointName: "e", name: "blue", manifest: manifest, model: model,
      environment: environment, createdAt: instant(2))
    try endpoints.put(endpoint("e"))
    try deployments.put(deployment)
    let again = try RegistryDatabase(path: workspace["registry.sqlite"]).deployments
    #expect(try again.deployment("blue", endpoint: "e") == deployment)
    #expect(try again.deployments(of: "e") == [deployment])
  }

  @Test("what a manifest's references meant takes their place; what it describes itself stays")
  func resolving() {
    var manifest = BatchDeployment(name: "blue")
    manifest.model = .reference(AssetReference(name: "m", selector: .label("latest")))
    manifest.environment = .inline(InlineEnvironment(image: "debian"))
    var deployment = deployment("blue", model: AssetVersion(name: "m", version: "3"))
    deployment.manifest = manifest
    var expected = manifest
    expected.model = .reference(AssetReference(name: "m", selector: .version("3")))
    #expect(deployment.resolved == expected)
    deployment.environment = AssetVersion(name: "c", version: "9")
    expected.environment = .reference(AssetReference(name: "c", selector: .version("9")))
    #expect(deployment.resolved == expected)
  }

  @Test("a deployment needs its endpoint, its model and its environment")
  func references() throws {
    let missing = AssetVersion(name: "m", version: "1")
    #expect(throws: RegistryError.notFound(.endpoint("e"), nearest: nil)) {
      try deployments.put(deployment("blue"))
    }
    try endpoints.put(endpoint("e"))
    #expect(
      throws: RegistryError.notFound(.asset(.model, name: "m", version: "1"), nearest: nil)
    ) { try deployments.put(deployment("blue", model: missing)) }
    #expect(
      throws: RegistryError.notFound(.asset(.environment, name: "m", version: "1"), nearest: nil)
    ) { try deployments.put(deployment("blue", environment: missing)) }
    #expect(try deployments.deployments(of: "e") == [])
    #expect(throws: RegistryError.notFound(.endpoint("d"), nearest: "e")) {
      try deployments.deployments(of: "d")
    }
  }

  @Test(
    "putting a deployment again replaces the manifest and the default, not the time of creation")
  func puttingDeploymentAgain() throws {
    try endpoints.put(endpoint("e"))
    #expect(try deployments.put(deployment("blue"), asDefault: true))
    #expect(try deployments.put(deployment("green")))
    #expect(try endpoints.endpoint("e").defaultDeployment == "blue")
    var changed = deployment("green")
    changed.manifest.description = "new"
    changed.createdAt = instant(99)
    #expect(try !deployments.put(changed, asDefault: true))
    changed.createdAt = instant(2)
    #expect(try deployments.deployments(of: "e") == [deployment("blue"), changed])
    #expect(try endpoints.endpoint("e").defaultDeployment == "green")
  }

  @Test("deleting the default deployment leaves the endpoint without one")
  func deletingDefault() throws {
    try endpoints.put(endpoint("e"))
    try deployments.put(deployment("blue"), asDefault: true)
    try deployments.put(deployment("green"))
    try deployments.delete("green", endpoint: "e")
    #expect(try endpoints.endpoint("e").defaultDeployment == "blue")
    try deployments.delete("blue", endpoint: "e")
    #expect(try endpoints.endpoint("e").defaultDeployment == nil)
    #expect(try deployments.deployments(of: "e") == [])
    #expect(
      throws: RegistryError.notFound(.deployment("blue", endpoint: "e"), nearest: nil)
    ) { try deployments.delete("blue", endpoint: "e") }
  }

  @Test("what deployments use is not deleted, and they are named")
  func inUse() throws {
    let model = try database.models.add("m", version: nil) { (sampleModel($0), []) }.identity
    let environment = try database.environments.add("c", version: nil) {
      RegisteredEnvironment($0, folder: "/f", createdAt: instant(0))
    }.identity
    try endpoints.put(endpoint("e"))
    for name in ["blue", "green"] { try deployments.put(deployment(name, model: model)) }
    try deployments.put(deployment("red", environment: environment))
    let users = ["blue", "green"].map { RegistryItem.deployment($0, endpoint: "e") }
    let error = RegistryError.inUse(.asset(.model, name: "m", version: "1"), by: users)
    #expect(throws: error) {
      try database.models.delete(model) { Issue.record("its files were taken away") }
    }
    #expect(
      "\(error)" == "The model m:1 is used by the deployment blue of endpoint e, "
        + "the deployment green of endpoint e; delete those first.")
    #expect(
      throws: RegistryError.inUse(
        .asset(.environment, name: "c", version: "1"),
        by: [.deployment("red", endpoint: "e")])
    ) { try database.environments.delete(environment) }
    for name in ["blue", "green"] { try deployments.delete(name, endpoint: "e") }
    try database.models.delete(model)
  }

  @Test(
    "the schema itself refuses what would dangle",
    arguments: [
      "DELETE FROM model",
      "DELETE FROM environment",
      "DELETE FROM deployment",
      "UPDATE endpoint SET default_deployment = 'green'",
      "UPDATE deployment SET endpoint_name = 'f'",
      "UPDATE deployment SET model_version = '2'",
      "UPDATE deployment SET model_version = NULL",
      "UPDATE model SET file_count = 0",
      "UPDATE model SET file_name = 'a/b'",
      "UPDATE model SET in_place_path = 'a'",
      "INSERT INTO model_artifact VALUES ('m', '2', 'x', 1, printf('%064d', 0))",
      "INSERT INTO model_artifact VALUES ('m', '1', 'x', 1, '0')",
    ])
  func schema(sql: String) throws {
    let model = try database.models.add("m", version: nil) { (sampleModel($0), []) }.identity
    let environment = try database.environments.add("c", version: nil) {
      RegisteredEnvironment($0, folder: "/f", createdAt: instant(0))
    }.identity
    try endpoints.put(endpoint("e"))
    try deployments.put(
      deployment("blue", model: model, environment: environment), asDefault: true)
    let queue = try DatabaseQueue(path: workspace["registry.sqlite"])
    let error = #expect(throws: DatabaseError.self) {
      try queue.write { try $0.execute(sql: sql) }
    }
    #expect(error?.resultCode == .SQLITE_CONSTRAINT)
  }
}
