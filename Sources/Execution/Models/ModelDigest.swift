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
}

extension SHA256.Digest {
  /// In small letters.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
