import Foundation
import Glibc

/// When files were last written, replaced, renamed or given other attributes.
enum StatusChange {
  /// Whether that was after the instant; nil when nothing is there.
  ///
  /// By st_ctim (inode(7)), which, unlike the time of modification, copying with old times does not set
  /// back. For a folder: whether entries have come or gone.
  static func isAfter(_ instant: Date, at path: String) -> Bool? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let changed = Double(status.st_ctim.tv_sec) + Double(status.st_ctim.tv_nsec) / 1e9
    return changed > instant.timeIntervalSince1970
  }
}
