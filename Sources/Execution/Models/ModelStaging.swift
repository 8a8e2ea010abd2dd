import BatchEndpoints
import Foundation
import Glibc
package import Registry

extension ModelStore {
  /// The model's own file or folder.
  package func path(of model: RegisteredModel) -> String {
    model.inPlacePath ?? home.model(model.identity) + "/" + model.fileName
  }

  /// The folder that `AZUREML_MODEL_DIR` names when the model was copied: it holds the model's file or
  /// folder and nothing else. Nil for a model in place, which is to be staged.
  func folder(of model: RegisteredModel) -> String? {
    model.inPlacePath == nil ? home.model(model.identity) : nil
  }
}

/// Makes a model that lies anywhere the only entry of a folder, for `AZUREML_MODEL_DIR`.
///
/// The folders are real and the files hard links, because MLflow refuses a model whose path leads out
/// of the folder that it was asked for. Where a hard link cannot be (another file system, another
/// owner's file with `fs.protected_hardlinks`), the file is a symbolic link.
enum ModelStaging {
  /// - Throws: `ModelError.sourceMissing`, `.fileUnfit`; `ExecutionError.io`.
  static func stage(_ model: String, in folder: String) throws {
    let listing = try ModelListing(path: model)
    if let problem = listing.problems.first {
      throw ModelError.fileUnfit(path: problem.path, reason: problem.reason)
    }
    // A folder without files is a model as well.
    if listing.files.isEmpty { try makeFolder(folder + "/" + listing.fileName) }
    var made: Set<String> = []
    for file in listing.files {
      let place = folder + "/" + file.path
      let parent = parentFolder(of: place)
      if made.insert(parent).inserted { try makeFolder(parent) }
      if linkat(AT_FDCWD, file.source, AT_FDCWD, place, AT_SYMLINK_FOLLOW) == 0 { continue }
      guard symlink(file.source, place) == 0 else {
        throw ExecutionError.io(path: place, activity: "link the model", errno: errno)
      }
    }
  }
}
