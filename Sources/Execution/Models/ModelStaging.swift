import BatchEndpoints
import Foundation
import Glibc
package import Registry

extension ModelStore {
  /// The model's own file or folder.
  package func path(of model: RegisteredModel) -> String {
    model.inPlacePath ?? home.model(model.identity) + "/" + model.fileName
  }

  /// What `AZUREML_MODEL_DIR` is for this model: the folder that holds its file or folder and nothing
  /// else. A model in place gets a link in `linkFolder`, which is made if need be and holds nothing
  /// else.
  ///
  /// - Throws: `ModelError.gone`, `ExecutionError.io`.
  package func stage(_ model: RegisteredModel, linkingIn linkFolder: String) throws -> String {
    let path = path(of: model)
    guard access(path, F_OK) == 0 else {
      throw ModelError.gone(model: model.identity, path: path)
    }
    guard model.inPlacePath != nil else { return home.model(model.identity) }
    try makeFolder(linkFolder)
    let link = linkFolder + "/" + model.fileName
    if symlink(path, link) == 0 { return linkFolder }
    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
    if target == path { return linkFolder }
    throw ExecutionError.io(path: link, activity: "link the model", errno: EEXIST)
  }
}
