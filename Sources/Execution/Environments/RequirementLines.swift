import BatchEndpoints
import Foundation
import Glibc

/// The pip part of a conda file with the files it names read in: lines that stand for themselves.
///
/// Source: pip's "requirements file format"; a path in `-r` and `-c` starts at the file that has it,
/// every other at the conda file's folder, as when conda runs pip.
struct RequirementLines: Sendable, Equatable {
  /// In the order pip would see them.
  var requirements: [Line] = []
  /// The lines of `-c` files.
  var constraints: [Line] = []

  struct Line: Sendable, Equatable {
    /// As written, without comments.
    var written: String
    /// With absolute paths, so that it may stand in a file elsewhere.
    var resolved: String
    /// SHA-256 of the local file or folder that the line installs, in hex.
    var contentDigest: String?

    init(_ written: String, resolved: String? = nil, contentDigest: String? = nil) {
      self.written = written
      self.resolved = resolved ?? written
      self.contentDigest = contentDigest
    }
  }

  init() {}

  /// Reads `-r` and `-c` files, and the content of local packages; `name` is the conda file's in
  /// messages.
  ///
  /// - Throws: `EnvironmentError.requirementsUnreadable`.
  init(_ lines: [String], folder: String, name: String) throws {
    self.folder = folder
    try add(lines, relativeTo: folder, from: name, isConstraint: false)
    open = []
  }

  /// Where local packages start.
  private var folder = "/"
  /// The files being read, against files that name themselves.
  private var open: [String] = []

  /// A longer file is not a requirements file.
  private static let maximumBytes = 1 << 20

  private mutating func add(
    _ lines: [String], relativeTo base: String, from: String, isConstraint: Bool
  ) throws {
    for written in lines.compactMap(Self.withoutComment) {
      guard let option = written.wholeMatch(of: Self.fileOption),
        !option.output.2.contains("://")
      else {
        let line = try resolved(written)
        if isConstraint { constraints.append(line) } else { requirements.append(line) }
        continue
      }
      let file = String(option.output.2)
      let path = ManifestPath.absolute(file, in: base)
      guard !open.contains(path) else { continue }
      open.append(path)
      try add(
        Self.logicalLines(try text(of: path, named: file, from: from)),
        relativeTo: ManifestPath.folder(of: path), from: ManifestPath.shown(path, from: folder),
        isConstraint: isConstraint || option.output.1.contains("c"))
      open.removeLast()
    }
  }

  private static var fileOption: Regex<(Substring, Substring, Substring)> {
    /(-r|--requirement(?=[ =])|-c|--constraint(?=[ =]))[ =]*(\S.*)/
  }

  private func text(of path: String, named file: String, from: String) throws -> String {
    func unreadable(_ reason: String) -> EnvironmentError {
      .requirementsUnreadable(file: file, from: from, reason: reason)
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw unreadable(errno == ENOENT ? "there is no such file" : String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw unreadable("it is not a file") }
    guard status.st_size <= Self.maximumBytes else {
      throw unreadable("it is longer than \(Self.maximumBytes >> 20) MiB")
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw unreadable("it cannot be read")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Lines

  /// Lines joined where a backslash ends one.
  static func logicalLines(_ text: String) -> [String] {
    var lines: [String] = []
    var pending = ""
    let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.hasSuffix("\\") {
        pending += line.dropLast()
      } else {
        lines.append(pending + line)
        pending = ""
      }
    }
    if !pending.isEmpty { lines.append(pending) }
    return lines
  }

  /// Nil for a line that says nothing.
  private static func withoutComment(_ line: String) -> String? {
    let text = line.replacing(/(^|\s+)#.*$/, with: "")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.isEmpty ? nil : text
  }

  // MARK: - Local packages

  private func resolved(_ written: String) throws -> Line {
    let placed = /(-e |--editable[ =]|-f |--find-links[ =])? ?(.+)/
    guard let match = written.wholeMatch(of: placed) else { return Line(written) }
    let option = match.output.1 ?? ""
    if !option.isEmpty, !match.output.2.hasPrefix("-"), !match.output.2.contains("://") {
      // `-e` takes extras, `-f` a folder of wheels, which is only looked into.
      let isEditable = option.hasPrefix("-e") || option.hasPrefix("--e")
      return try local(written, option: option, target: match.output.2, isHashed: isEditable)
    }
    let looksLocal =
      written.hasPrefix(".") || written.hasPrefix("/")
      || written.prefixMatch(of: /[^ @:;]+\.(whl|tar\.gz|zip)(?=$|[ ;\[])/) != nil
    guard option.isEmpty, looksLocal else { return Line(written) }
    return try local(written, option: "", target: match.output.2, isHashed: true)
  }

  private func local(
    _ written: String, option: Substring, target: Substring, isHashed: Bool
  ) throws -> Line {
    let path = target.prefix { !";[ ".contains($0) }
    let absolute = ManifestPath.absolute(String(path), in: folder)
    return Line(
      written, resolved: option + absolute + target[path.endIndex...],
      contentDigest: isHashed ? try ContentDigest.hex(ofFileOrFolder: absolute) : nil)
  }
}
