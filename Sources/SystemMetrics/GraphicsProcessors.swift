import Foundation

/// The NVIDIA devices that a job's workers may use, as `CUDA_VISIBLE_DEVICES` names them.
package struct GraphicsProcessors: Sendable, Equatable {
  /// Numbers, or the names that an operator gave: `0`, `GPU-8932f937`, `MIG-…`.
  package let names: [String]

  /// None.
  package init() { names = [] }

  /// - Parameters:
  ///   - devices: Where device files are, `nvidia0` and so on; a container has only those it may use, and
  ///     CUDA numbers these from 0.
  ///   - visible: The operator's own `CUDA_VISIBLE_DEVICES`, nil where it is not set. As CUDA reads it:
  ///     what follows a negative number does not count.
  package init(devices: String = "/dev", visible: String?) {
    if let visible {
      names = visible.split(separator: ",")
        .map { $0.trimmingCharacters(in: .whitespaces) }
        .prefix { !$0.isEmpty && !$0.hasPrefix("-") && $0 != "NoDevFiles" }
        .map { $0 }
      return
    }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: devices)) ?? []
    names = (0..<files.count(where: Self.isDevice)).map(String.init)
  }

  /// `nvidia0` and so on. A regular expression would take longer than all else before a worker starts.
  private static func isDevice(_ file: String) -> Bool {
    let prefix = "nvidia"
    let number = file.utf8.dropFirst(prefix.utf8.count)
    return file.hasPrefix(prefix) && !number.isEmpty
      && number.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// The one for a worker slot: each takes the next, and beyond the last they share. Nil where there are none.
  package func name(forSlot slot: Int) -> String? {
    names.isEmpty ? nil : names[slot % names.count]
  }
}
