import Glibc

/// Limits a container or a service manager has set for us. Both cgroup versions are read, and every
/// group from ours up to the root counts: the tightest holds.
extension ProcFS {
  /// The most memory our processes may take together, in bytes; nil when nothing limits them.
  package func cgroupMemoryLimit() throws(ProcFSError) -> UInt64? {
    // Version 1 says "unlimited" with the largest number of pages.
    let unlimited: UInt64 = 1 << 62
    var tightest: UInt64?
    for group in try groups(controller: "memory") {
      let file = group.isUnified ? "memory.max" : "memory.limit_in_bytes"
      // Absent at the root of version 2; "max" is no number.
      guard let bytes = try readIfPresent("\(group.folder)/\(file)") else { continue }
      var scanner = FieldScanner(bytes)
      guard let limit = scanner.number(), limit < unlimited else { continue }
      tightest = min(tightest ?? limit, limit)
    }
    return tightest
  }

  /// CPU time per wall-clock time our processes may use, in cores (0.5 is half a core); nil when
  /// nothing limits them.
  package func cgroupCoreQuota() throws(ProcFSError) -> Double? {
    var tightest: Double?
    for group in try groups(controller: "cpu") {
      guard let cores = try coreQuota(of: group) else { continue }
      tightest = min(tightest ?? cores, cores)
    }
    return tightest
  }

  /// `cpu.max` is "QUOTA PERIOD"; version 1 has a file for each. No quota is "max", or -1.
  private func coreQuota(of group: Group) throws(ProcFSError) -> Double? {
    let quotaFile = group.isUnified ? "cpu.max" : "cpu.cfs_quota_us"
    guard let bytes = try readIfPresent("\(group.folder)/\(quotaFile)") else { return nil }
    var scanner = FieldScanner(bytes)
    guard let quota = scanner.number() else { return nil }
    if !group.isUnified {
      guard let bytes = try readIfPresent("\(group.folder)/cpu.cfs_period_us") else { return nil }
      scanner = FieldScanner(bytes)
    }
    guard let period = scanner.number(), period > 0, quota > 0 else { return nil }
    return Double(quota) / Double(period)
  }

  /// The nearest group of version 2 above our processes in which we may make groups that limit memory: it
  /// belongs to us and hands the memory controller on, as a user's service manager has it. Nil elsewhere.
  ///
  /// Never for root, to whom every group belongs, the service manager's own as well.
  package func delegatedMemoryGroup(
    to user: UInt32 = geteuid()
  ) throws(ProcFSError) -> String? {
    guard user != 0 else { return nil }
    for group in try groups(controller: "memory").reversed() where group.isUnified {
      // Processes of ours move into our groups through the common ancestor (cgroups(7), "Delegation").
      guard let bytes = try readIfPresent("\(group.folder)/cgroup.subtree_control"),
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
          .contains("memory"),
        access(group.folder, W_OK) == 0, access("\(group.folder)/cgroup.procs", W_OK) == 0
      else { continue }
      return group.folder
    }
    return nil
  }

  /// Whether the kernel has killed processes of a group of version 2 at the group's own memory limit.
  package func hasKilledAtLimit(group folder: String) throws(ProcFSError) -> Bool {
    let path = "\(folder)/memory.events"
    let bytes = try read(path, limitBytes: 4096)
    guard let refused = FieldScanner.number(of: "oom", in: bytes),
      let killed = FieldScanner.number(of: "oom_kill", in: bytes)
    else { throw .malformed(path: path, expected: "oom and oom_kill") }
    // `oom_kill` counts what dies of the machine's own shortage too, `oom` does not.
    return refused > 0 && killed > 0
  }

  // MARK: Our groups

  private struct Group {
    var folder: String
    /// Version 2.
    var isUnified: Bool
  }

  /// Our group for `controller` and those above it, in both versions' places.
  ///
  /// In a container the path in `self/cgroup` may be the host's while `/sys/fs/cgroup` shows our group
  /// as its root; the folders that are not there are then simply absent.
  private func groups(controller: String) throws(ProcFSError) -> [Group] {
    guard let bytes = try readIfPresent("\(root)/self/cgroup") else { return [] }
    var groups: [Group] = []
    for line in bytes.split(separator: .newline) {
      // hierarchy-ID:controller,controller:/path; the path may hold colons.
      let colon = UInt8(ascii: ":")
      let parts = line.split(separator: colon, maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let controllers = String(decoding: parts[1], as: UTF8.self)
      let path = String(decoding: parts[2], as: UTF8.self)
      if controllers.isEmpty {
        groups += chain(mount: cgroupRoot, path: path, isUnified: true)
        groups += chain(mount: "\(cgroupRoot)/unified", path: path, isUnified: true)
      } else if controllers.split(separator: ",").contains(Substring(controller)) {
        groups += chain(mount: "\(cgroupRoot)/\(controllers)", path: path, isUnified: false)
        if controllers == controller { continue }
        groups += chain(mount: "\(cgroupRoot)/\(controller)", path: path, isUnified: false)
      }
    }
    return groups
  }

  /// Far deeper than anyone nests; a path beyond it is not one of the kernel's.
  private static let deepestGroup = 256

  private func chain(mount: String, path: String, isUnified: Bool) -> [Group] {
    var folder = mount
    var chain = [Group(folder: folder, isUnified: isUnified)]
    let components = path.split(separator: "/")
    // A group outside our namespace's root reads "/../..": there is nothing of it to see.
    if components.contains("..") || components.count > Self.deepestGroup { return chain }
    for component in components {
      folder += "/\(component)"
      chain.append(Group(folder: folder, isUnified: isUnified))
    }
    return chain
  }

  private func readIfPresent(_ path: String) throws(ProcFSError) -> [UInt8]? {
    do {
      return try read(path, limitBytes: 64 * 1024)
    } catch .unreadable(_, ENOENT) {
      return nil
    } catch .unreadable(_, ENOTDIR) {
      return nil
    }
  }
}
