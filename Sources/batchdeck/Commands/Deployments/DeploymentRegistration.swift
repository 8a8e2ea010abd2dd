import BatchEndpoints
import Execution
import Foundation
import Registry

/// Makes a manifest a deployment of its endpoint: looks up what it refers to, and registers the model
/// and the environment that it describes under names of their own. What has no name stays where it is.
struct DeploymentRegistration {
  let context: Context
  let loaded: LoadedManifest<BatchDeployment>
  /// The deployment that is changed: what its manifest said already keeps its meaning.
  var known: RegisteredDeployment?
  /// False leaves the script to the first job.
  var checksScript = true

  private var manifest: BatchDeployment { loaded.value }

  /// The deployment, to be put into the registry. Everything that can be wrong is looked at before
  /// anything is registered.
  ///
  /// - Throws: `ManifestError`; `CommandFailure` for a script that cannot run; what registering a model
  ///   throws.
  func deployment() throws -> RegisteredDeployment {
    try checkFiles()
    let endpoint = try endpointName()
    let model = try foundModel()
    let environment = try foundEnvironment()
    if checksScript { try checkScript() }
    return RegisteredDeployment(
      endpointName: endpoint, name: manifest.name, manifest: manifest,
      model: try model.identity(), environment: try environment.identity(), createdAt: Date())
  }

  /// What is registered already needs its files no more.
  private func checkFiles() throws {
    var loaded = loaded
    if keepsModel, known?.model != nil { loaded.value.model = nil }
    if keepsEnvironment, known?.environment != nil { loaded.value.environment = nil }
    let problems = loaded.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
  }

  private func checkScript() throws {
    let preparation = JobPreparation(
      home: context.home, registry: context.registry, environment: context.environment)
    do {
      try preparation.checkScript(
        of: manifest, folder: loaded.source.folder, displayName: loaded.scriptDisplayName)
    } catch ExecutionError.scriptUnfit(let message) {
      throw CommandFailure(
        status: .couldNotStart,
        message: "\(message) Go on all the same with --skip-script-validation.")
    }
  }

  private var keepsModel: Bool { known.map { $0.manifest.model == manifest.model } ?? false }

  private var keepsEnvironment: Bool {
    known.map { $0.manifest.environment == manifest.environment } ?? false
  }

  /// A model or environment before anything is written.
  private enum Found {
    case registered(AssetVersion)
    case new(register: () throws -> AssetVersion)
    /// Described without a name, or not there at all.
    case unnamed

    func identity() throws -> AssetVersion? {
      switch self {
      case .registered(let identity): identity
      case .new(let register): try register()
      case .unnamed: nil
      }
    }
  }

  // MARK: - Endpoint

  private func endpointName() throws -> String {
    let key = "endpoint_name"
    guard let name = manifest.endpointName else {
      throw refusal("endpoint_name is missing; give --endpoint-name NAME.", at: key)
    }
    do {
      return try context.registry.endpoints.endpoint(name).name
    } catch RegistryError.notFound(_, let nearest) {
      throw refusal(
        "there is no endpoint \"\(name)\"; "
          + advice(nearest, orElse: "batchdeck batch-endpoint create --name \(name)"), at: key)
    }
  }

  // MARK: - Model

  private func foundModel() throws -> Found {
    if keepsModel { return known?.model.map(Found.registered) ?? .unnamed }
    switch manifest.model {
    case .reference(let reference):
      let model = try loaded.lookUp(reference, "model", "--path PATH") {
        try context.registry.models.find(reference)
      }
      guard manifest.codeConfiguration != nil || model.type == .mlflowModel else {
        throw refusal(
          "the model \(model.identity) is a \(model.type.rawValue); only MLflow models run without "
            + "code_configuration.", at: "model")
      }
      return .registered(model.identity)
    case .inline(let model):
      guard let name = model.name else { return .unnamed }
      return try found(model, named: name)
    case nil: return .unnamed
    }
  }

  /// A described model is one that is registered already when its files are the same.
  private func found(_ model: InlineModel, named name: String) throws -> Found {
    let versions = try context.registry.models.list(named: name, .all)
    if let candidate = candidate(model.version, among: versions) {
      let digest = try ModelDigest.hex(ofModelAt: model.path)
      if candidate.digest == digest, candidate.type == model.type {
        return .registered(candidate.identity)
      }
      if model.version != nil { throw contentDiffers(.model, candidate.identity) }
    }
    return .new {
      var registration = ModelRegistration(
        name: name, version: model.version, path: model.path, type: model.type)
      registration.description = model.description
      registration.tags = model.tags
      registration.properties = model.properties
      registration.stage = model.stage
      let bar = CopyProgress()
      let result = Result { try context.models.register(registration) { bar.show($0) } }
      bar.clear()
      let identity = try result.get().identity
      printError("Registered model \(identity).")
      return identity
    }
  }

  // MARK: - Environment

  private func foundEnvironment() throws -> Found {
    if keepsEnvironment { return known?.environment.map(Found.registered) ?? .unnamed }
    switch manifest.environment {
    case .reference(let reference):
      let registry = context.registry.environments
      if reference.isCurated, (try? registry.find(reference)) == nil { return .unnamed }
      let environment = try loaded.lookUp(reference, "environment", "--conda-file FILE") {
        try registry.find(reference)
      }
      return .registered(environment.identity)
    case .inline(let environment):
      guard let name = environment.name else { return .unnamed }
      return try found(environment, named: name)
    case .remote, nil: return .unnamed
    }
  }

  private func found(_ environment: InlineEnvironment, named name: String) throws -> Found {
    let request = try EnvironmentRequest(
      environment, name: name, folder: loaded.source.folder)
    let make = { try RegisteredEnvironment($0, environment, request) }
    let versions = try context.registry.environments.list(named: name, .all)
    if let candidate = candidate(environment.version, among: versions) {
      if try make(candidate.identity).hasContent(of: candidate) {
        return .registered(candidate.identity)
      }
      if environment.version != nil { throw contentDiffers(.environment, candidate.identity) }
    }
    return .new {
      let identity = try context.registry.environments
        .add(name, version: environment.version, make: make).identity
      printError("Registered environment \(identity).")
      return identity
    }
  }

  // MARK: - Versions

  /// What the described thing may be already: the version it names, or the latest.
  private func candidate<Asset: VersionedValue>(
    _ version: String?, among versions: [Asset]
  ) -> Asset? {
    versions.first { version == nil ? !$0.isArchived : $0.version == version }
  }

  // MARK: - Messages

  private func contentDiffers(_ kind: AssetKind, _ identity: AssetVersion) -> ManifestError {
    let item = RegistryItem.asset(kind, name: identity.name, version: identity.version)
    return refusal("\(RegistryError.differs(item))", at: "\(kind.word).version")
  }

  private func refusal(_ message: String, at key: String) -> ManifestError {
    loaded.refusal(message, at: key)
  }
}
