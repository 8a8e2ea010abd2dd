/// What a YAML file around Azure ML describes.
package enum ManifestKind: String, Sendable, CaseIterable {
  case deployment, endpoint, model, environment, data, inputs, conda
  case onlineDeployment, onlineEndpoint, component, job, compute

  /// Whether some command here reads such a file.
  var isSupported: Bool {
    switch self {
    case .deployment, .endpoint, .model, .environment, .data, .inputs, .conda: true
    case .onlineDeployment, .onlineEndpoint, .component, .job, .compute: false
    }
  }

  /// In a sentence: `a deployment manifest`.
  package var noun: String {
    switch self {
    case .deployment: "a deployment manifest"
    case .endpoint: "an endpoint manifest"
    case .model: "a model manifest"
    case .environment: "an environment manifest"
    case .data: "a data asset manifest"
    case .inputs: "an inputs file"
    case .conda: "a conda file"
    case .onlineDeployment: "the manifest of an online deployment"
    case .onlineEndpoint: "the manifest of an online endpoint"
    case .component: "the manifest of a component"
    case .job: "the manifest of a job"
    case .compute: "the manifest of a compute target"
    }
  }

  /// What to do with such a file.
  var advice: String {
    switch self {
    case .deployment: "give it to \"batch-deployment create\""
    case .endpoint: "give it to \"batch-endpoint create\""
    case .model: "give it to \"model create\""
    case .environment: "give it to \"environment create\""
    case .data: "give it to \"data create\""
    case .inputs: "give it to \"batch-endpoint invoke\""
    case .conda: "name it as conda_file in the manifest of an environment or a deployment"
    case .onlineDeployment, .onlineEndpoint, .component, .job, .compute:
      "only batch deployments with a model run here"
    }
  }

  /// The kind that a `$schema` names, by the last part of its URI.
  init?(schema uri: String) {
    let name = uri.split(separator: "/").last.map { $0.lowercased() } ?? ""
    switch name.split(separator: ".").first {
    case "batchdeployment", "modelbatchdeployment", "pipelinecomponentbatchdeployment":
      self = .deployment
    case "batchendpoint": self = .endpoint
    case "model": self = .model
    case "environment": self = .environment
    case "data": self = .data
    case "managedonlinedeployment", "kubernetesonlinedeployment":
      self = .onlineDeployment
    case "managedonlineendpoint", "kubernetesonlineendpoint": self = .onlineEndpoint
    case "commandcomponent", "parallelcomponent", "pipelinecomponent": self = .component
    case "commandjob", "paralleljob", "pipelinejob", "sweepjob": self = .job
    case "amlcompute", "compute", "computeinstance": self = .compute
    default: return nil
    }
  }

  /// Keys at the root that speak for a kind. A key may speak for several; `name`, `description` and
  /// the like speak for none.
  var telltales: Set<String> {
    switch self {
    case .deployment:
      Set(DeploymentSettings.fields.map(\.key)).union([
        "code_configuration", "component", "compute", "endpoint_name", "environment",
        "job_definition", "model", "resources", "settings",
      ])
    case .endpoint: ["auth_mode", "defaults", "openapi_uri", "scoring_uri"]
    case .model: ["flavors", "path", "stage"]
    case .environment: ["build", "conda_file", "image", "inference_config", "os_type"]
    case .data: ["auto_delete_setting", "path"]
    case .inputs: ["inputs", "outputs"]
    case .conda: ["channels", "dependencies", "prefix"]
    case .onlineDeployment:
      [
        "app_insights_enabled", "code_configuration", "endpoint_name", "environment",
        "environment_variables", "liveness_probe", "model", "model_mount_path",
        "readiness_probe", "request_settings", "scale_settings",
      ]
    case .onlineEndpoint: ["auth_mode", "mirror_traffic", "public_network_access", "traffic"]
    case .component: ["inputs", "is_deterministic", "outputs"]
    case .job: ["command", "compute", "experiment_name", "inputs", "jobs", "outputs"]
    case .compute: ["max_instances", "min_instances", "size", "tier"]
    }
  }

  /// Values of `type` that speak for a kind.
  var types: Set<String> {
    switch self {
    case .model: Set(ModelType.allCases.map(\.rawValue))
    case .data: ["uri_file", "uri_folder", "mltable"]
    case .compute: ["amlcompute", "computeinstance", "kubernetes"]
    case .deployment, .endpoint, .environment, .inputs, .conda, .onlineDeployment,
      .onlineEndpoint, .component, .job:
      []
    }
  }
}
