import BatchEndpoints
import Foundation
import GRDB
import Registry
import Testing

@Suite("The registry of endpoints and deployments", .timeLimit(.minutes(1)))
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
    try endpoints.add(endpoint)
    try endpoints.add(self.endpoint("a"))
    let again = try RegistryDatabase(path: workspace["registry.sqlite"])
    #expect(try again.endpoints.endpoint("e") == endpoint)
    #expect(try again.endpoints.endpoints() == [self.endpoint("a"), endpoint])
  }

  @Test("an endpoint's name is taken once")
  func endpointTwice() throws {
    try endpoints.add(endpoint("e"))
    let error = RegistryError.exists(.endpoint("e"))
    #expect(throws: error) { try endpoints.add(endpoint("e")) }
    #expect("\(error)" == "The endpoint e already exists.")
  }

  @Test("an update replaces everything but the time of creation")
  func updating() throws {
    try endpoints.add(endpoint("e"))
    try deployments.add(deployment("blue"))
    let changed = RegisteredEndpoint(
      name: "e", description: "new", tags: ["a": "b"], defaultDeployment: "blue",
      createdAt: instant(99))
    try endpoints.update(changed)
    var expected = changed
    expected.createdAt = instant(1)
    #expect(try endpoints.endpoint("e") == expected)
    #expect(throws: RegistryError.notFound(.endpoint("digits"), nearest: nil)) {
      try endpoints.update(endpoint("digits"))
    }
  }

  @Test("a default deployment is one that the endpoint has")
  func defaultMissing() throws {
    var endpoint = endpoint("e")
    endpoint.defaultDeployment = "blu"
    let missing = RegistryItem.deployment("blu", endpoint: "e")
    #expect(throws: RegistryError.notFound(missing, nearest: nil)) { try endpoints.add(endpoint) }
    try endpoints.add(self.endpoint("e"))
    try deployments.add(deployment("blue"))
    let error = RegistryError.notFound(missing, nearest: "blue")
    #expect(throws: error) { try endpoints.update(endpoint) }
    #expect("\(error)" == "There is no deployment blu of endpoint e; did you mean \"blue\"?")
  }

  @Test("deleting an endpoint takes its deployments, not others', and frees what they used")
  func deletingEndpoint() throws {
    let model = try database.models.add("m", version: nil) { (sampleModel($0), []) }.identity
    try endpoints.add(endpoint("e"))
    try endpoints.add(endpoint("f"))
    try deployments.add(deployment("blue", model: model), asDefault: true)
    var other = deployment("blue")
    other.endpointName = "f"
    try deployments.add(other)
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
    try endpoints.add(endpoint("e"))
    try deployments.add(deployment)
    let again = try RegistryDatabase(path: workspace["registry.sqlite"]).deployments
    #expect(try again.deployment("blue", endpoint: "e") == deployment)
    #expect(try again.deployments(of: "e") == [deployment])
  }

  @Test("a deployment's name is taken once in its endpoint")
  func deploymentTwice() throws {
    try endpoints.add(endpoint("e"))
    try deployments.add(deployment("blue"))
    #expect(throws: RegistryError.exists(.deployment("blue", endpoint: "e"))) {
      try deployments.add(deployment("blue"))
    }
  }

  @Test("a deployment needs its endpoint, its model and its environment")
  func references() throws {
    let missing = AssetVersion(name: "m", version: "1")
    #expect(throws: RegistryError.notFound(.endpoint("e"), nearest: nil)) {
      try deployments.add(deployment("blue"))
    }
    try endpoints.add(endpoint("e"))
    #expect(
      throws: RegistryError.notFound(.asset(.model, name: "m", version: "1"), nearest: nil)
    ) { try deployments.add(deployment("blue", model: missing)) }
    #expect(
      throws: RegistryError.notFound(.asset(.environment, name: "m", version: "1"), nearest: nil)
    ) { try deployments.add(deployment("blue", environment: missing)) }
    #expect(try deployments.deployments(of: "e") == [])
    #expect(throws: RegistryError.notFound(.endpoint("d"), nearest: "e")) {
      try deployments.deployments(of: "d")
    }
  }

  @Test("an update replaces the manifest and the default, not the time of creation")
  func updatingDeployment() throws {
    try endpoints.add(endpoint("e"))
    try deployments.add(deployment("blue"), asDefault: true)
    try deployments.add(deployment("green"))
    #expect(try endpoints.endpoint("e").defaultDeployment == "blue")
    var changed = deployment("green")
    changed.manifest.description = "new"
    changed.createdAt = instant(99)
    try deployments.update(changed, asDefault: true)
    changed.createdAt = instant(2)
    #expect(try deployments.deployments(of: "e") == [deployment("blue"), changed])
    #expect(try endpoints.endpoint("e").defaultDeployment == "green")
    #expect(
      throws: RegistryError.notFound(.deployment("gren", endpoint: "e"), nearest: "green")
    ) { try deployments.update(deployment("gren")) }
  }

  @Test("deleting the default deployment leaves the endpoint without one")
  func deletingDefault() throws {
    try endpoints.add(endpoint("e"))
    try deployments.add(deployment("blue"), asDefault: true)
    try deployments.add(deployment("green"))
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
    try endpoints.add(endpoint("e"))
    for name in ["blue", "green"] { try deployments.add(deployment(name, model: model)) }
    try deployments.add(deployment("red", environment: environment))
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
    try endpoints.add(endpoint("e"))
    try deployments.add(
      deployment("blue", model: model, environment: environment), asDefault: true)
    let queue = try DatabaseQueue(path: workspace["registry.sqlite"])
    let error = #expect(throws: DatabaseError.self) {
      try queue.write { try $0.execute(sql: sql) }
    }
    #expect(error?.resultCode == .SQLITE_CONSTRAINT)
  }
}
