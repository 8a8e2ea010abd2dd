import CProcess
import Crypto
import Foundation
import Glibc

/// SHA-256 of files, in hex.
enum ContentDigest {
  /// One read at most; large enough that calls do not count.
  private static let blockBytes = 1 << 20

  static func hex(of text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).hexadecimal
  }

  /// Of a file's bytes, or of the names and bytes of a folder's files.
  ///
  /// Hidden folders and `__pycache__` are passed over, and `build` and `*.egg-info` with
  /// `leavingOutBuilds`: installing a Python project writes them. Nil when nothing is there.
  ///
  /// - Throws: `ExecutionError.io` when a file cannot be read.
  static func hex(ofFileOrFolder path: String, leavingOutBuilds: Bool = true) throws -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    var digest = SHA256()
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in try files(in: path, leavingOutBuilds: leavingOutBuilds) {
        digest.update(data: Data("\(name)\0".utf8))
        digest.update(data: Data(try hash(ofFile: path + "/" + name)))
      }
    } else {
      digest.update(data: Data(try hash(ofFile: path)))
    }
    return digest.finalize().hexadecimal
  }

  private static func hash(ofFile path: String) throws -> SHA256.Digest {
    let descriptor = try openFile(path, O_RDONLY)
    defer { close(descriptor) }
    var digest = SHA256()
    var status = stat()
    // Most are scripts, much smaller than a block. One byte more, so that the end is seen.
    let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : blockBytes
    var block = [UInt8](repeating: 0, count: min(size + 1, blockBytes))
    while true {
      let count = read(descriptor, &block, block.count)
      if count == 0 { return digest.finalize() }
      if count > 0 {
        digest.update(data: block[..<count])
      } else if errno != EINTR {
        throw ExecutionError.io(path: path, activity: "read", errno: errno)
      }
    }
  }

  /// Those that count, as seen from the folder, in the order of the digest.
  static func files(in folder: String, leavingOutBuilds: Bool) throws -> [String] {
    var names: [String] = []
    let code = withUnsafeMutablePointer(to: &names) { names in
      batchdeck_walk(
        folder,
        { context, entry in
          guard let entry = entry?.pointee, entry.kind == batchdeck_entry_file else { return true }
          context?.assumingMemoryBound(to: [String].self).pointee
            .append(String(cString: entry.path))
          return true
        }, names)
    }
    guard code >= 0 else {
      throw ExecutionError.io(path: folder, activity: "list", errno: -code)
    }
    return names.filter { name in
      !name.split(separator: "/").dropLast().contains {
        $0.hasPrefix(".") || $0 == "__pycache__"
          || leavingOutBuilds && ($0 == "build" || $0.hasSuffix(".egg-info"))
      }
    }
  }
}
