/// Where a deployment's model comes from (schema key `model`).
package enum ModelSource: Sendable, Equatable, Codable {
  case reference(AssetReference)
  case inline(InlineModel)
}

/// A model described inside the deployment manifest: the same keys, the name optional.
package typealias InlineModel = ModelAsset
