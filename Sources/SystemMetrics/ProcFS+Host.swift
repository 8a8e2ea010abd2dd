/// The machine's memory, in bytes.
package struct HostMemory: Equatable, Sendable {
  package var totalBytes: UInt64
  /// What new processes could take without swapping, by the kernel's own estimate (MemAvailable).
  package var availableBytes: UInt64

  package init(totalBytes: UInt64, availableBytes: UInt64) {
    self.totalBytes = totalBytes
    self.availableBytes = availableBytes
  }
}

extension ProcFS {
  package func hostMemory() throws(ProcFSError) -> HostMemory {
    let path = "\(root)/meminfo"
    let bytes = try read(path, limitBytes: 64 * 1024)
    guard
      let total = FieldScanner.kibibytes(of: "MemTotal:", in: bytes),
      let available = FieldScanner.kibibytes(of: "MemAvailable:", in: bytes)
    else { throw .malformed(path: path, expected: "MemTotal and MemAvailable in kB") }
    return HostMemory(totalBytes: total, availableBytes: available)
  }

  /// Processes the kernel has killed for lack of memory since boot (`oom_kill`, Linux 4.13), the whole
  /// machine counted, in a container too.
  package func oomKillCount() throws(ProcFSError) -> UInt64 {
    let path = "\(root)/vmstat"
    let bytes = try read(path, limitBytes: 256 * 1024)
    guard let count = FieldScanner.number(of: "oom_kill", in: bytes) else {
      throw .malformed(path: path, expected: "oom_kill")
    }
    return count
  }

  /// Cores this process may use: those of its CPU affinity, no more than its cgroups' quota rounded up.
  /// At least 1.
  package func availableCores() throws(ProcFSError) -> Int {
    let allowed = try allowedCores()
    guard let quota = try cgroupCoreQuota() else { return allowed }
    return max(1, Int(min(Double(allowed), quota.rounded(.up))))
  }

  /// Counts `Cpus_allowed_list` of proc_pid_status(5), such as `0-3,8,10-11`.
  private func allowedCores() throws(ProcFSError) -> Int {
    let path = "\(root)/self/status"
    let bytes = try read(path, limitBytes: 64 * 1024)
    let list = FieldScanner.value(of: "Cpus_allowed_list:", in: bytes)
    guard let cores = list.flatMap(Self.count(ofList:)), cores >= 1 else {
      throw .malformed(path: path, expected: "Cpus_allowed_list")
    }
    return cores
  }

  static func count(ofList list: ArraySlice<UInt8>) -> Int? {
    let mostCores: UInt64 = 1 << 20
    var count = 0
    for range in list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let ends = range.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      guard
        ends.count <= 2,
        let first = ends.first.flatMap(FieldScanner.number(of:)),
        let last = ends.last.flatMap(FieldScanner.number(of:)),
        first <= last, last < mostCores
      else { return nil }
      count += Int(last - first) + 1
    }
    return count
  }
}
