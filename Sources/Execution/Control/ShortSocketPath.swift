import Glibc

/// A name for a socket that fits into a socket address (108 bytes, unix(7)), however deep its folder is.
///
/// Valid as long as the value lives: it goes through a descriptor of the folder.
final class ShortSocketPath {
  let path: String
  private let folder: Int32

  init(_ path: String) throws {
    guard path.utf8.count >= 104, let slash = path.lastIndex(of: "/") else {
      self.path = path
      folder = -1
      return
    }
    folder = try openFile(String(path[..<slash]), O_RDONLY | O_DIRECTORY)
    self.path = "/proc/self/fd/\(folder)" + path[slash...]
  }

  deinit {
    if folder >= 0 { close(folder) }
  }
}
