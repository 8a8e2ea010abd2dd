import Crypto
import Foundation
package import Registry

/// The digest of a whole model.
///
/// SHA-256 over one record for each file, in bytewise order of the paths: the file's SHA-256 in
/// hexadecimal, two spaces, the path as seen from `AZUREML_MODEL_DIR`, a NUL. In that folder the same
/// comes out of
///
///     find -L . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum -z | sha256sum
package enum ModelDigest {
  /// 64 hexadecimal digits; `artifacts` are in bytewise order.
  package static func hex(of artifacts: [ModelArtifact]) -> String {
    var digest = SHA256()
    for artifact in artifacts {
      digest.update(data: Data("\(artifact.sha256)  \(artifact.path)\0".utf8))
    }
    return digest.finalize().hexadecimal
  }

  /// Of a model that nobody registered, by its absolute path.
  ///
  /// - Throws: `ModelError.sourceMissing`, `ExecutionError.io`.
  package static func hex(ofModelAt path: String) throws -> String {
    let reader = ModelFileReader { _ in }
    return hex(
      of: try ModelListing(path: path).files.map { file in
        let content = try reader.hash(file.source)
        return ModelArtifact(path: file.path, bytes: content.bytes, sha256: content.sha256)
      })
  }
}

extension SHA256.Digest {
  /// In small letters.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
