import Glibc

/// Reads what the kernel tells about processes and the machine (proc(5), cgroups(7)).
///
/// Holds no descriptor and no state, so it may be used from any thread at once. A read of a process
/// takes about ten microseconds, except `memoryShare(of:)`.
package struct ProcFS: Sendable {
  let root: String
  let cgroupRoot: String

  /// Both roots can point at fixtures.
  package init(root: String = "/proc", cgroupRoot: String = "/sys/fs/cgroup") {
    self.root = root
    self.cgroupRoot = cgroupRoot
  }

  /// Memory that is in RAM now, pages shared with other processes included; 0 for a zombie.
  ///
  /// The kernel keeps this count per thread and lets it be off by some pages (proc_pid_statm(5)).
  package func residentBytes(of pid: Int32) throws(ProcFSError) -> UInt64 {
    let path = path(of: pid, "statm")
    let bytes = try read(path, of: pid, limitBytes: 256)
    var scanner = FieldScanner(bytes)
    guard scanner.skip(fields: 1), let pages = scanner.number() else {
      throw .malformed(path: path, expected: "resident pages")
    }
    let (resident, overflowed) = pages.multipliedReportingOverflow(by: UInt64(getpagesize()))
    if overflowed { throw .malformed(path: path, expected: "resident pages") }
    return resident
  }

  /// Memory that only ending the process gives back: private, shared between processes or in swap, but no
  /// pages of files (RssAnon, RssShmem and VmSwap of proc_pid_status(5)); 0 for a zombie.
  package func heldBytes(of pid: Int32) throws(ProcFSError) -> UInt64 {
    let bytes = try read(path(of: pid, "status"), of: pid, limitBytes: 16 * 1024)
    let fields: [StaticString] = ["RssAnon:", "RssShmem:", "VmSwap:"]
    return fields.reduce(0) { $0 &+ (FieldScanner.kibibytes(of: $1, in: bytes) ?? 0) }
  }

  /// Memory with shared pages divided among those who share them: the honest sum over forked workers.
  ///
  /// The kernel walks the whole page table for it, tens of milliseconds per GiB. Ask every few
  /// seconds, not at every frame.
  package func memoryShare(of pid: Int32) throws(ProcFSError) -> MemoryShare {
    let path = path(of: pid, "smaps_rollup")
    let bytes = try read(path, of: pid, limitBytes: 16 * 1024)
    guard let share = MemoryShare(smapsRollup: bytes) else {
      throw .malformed(path: path, expected: "Pss, Private_ and Shared_ lines in kB")
    }
    return share
  }

  /// State, CPU time, threads and start time, from one read.
  package func stat(of pid: Int32) throws(ProcFSError) -> ProcessStat {
    let path = path(of: pid, "stat")
    let bytes = try read(path, of: pid, limitBytes: 4096)
    let ticksPerSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    guard let stat = ProcessStat(stat: bytes, ticksPerSecond: ticksPerSecond) else {
      throw .malformed(path: path, expected: "the fields of proc_pid_stat(5)")
    }
    return stat
  }

  // MARK: Reading

  func read(_ path: String, limitBytes: Int) throws(ProcFSError) -> [UInt8] {
    do {
      return try KernelFile.read(path, limitBytes: limitBytes)
    } catch {
      switch error {
      case .code(let code): throw .unreadable(path: path, code: code)
      case .tooLong: throw .tooLong(path: path, limitBytes: limitBytes)
      }
    }
  }

  private func path(of pid: Int32, _ file: String) -> String {
    "\(root)/\(pid)/\(file)"
  }

  /// A process can go between open and read (ESRCH), and a file be missing while the process is there.
  private func read(
    _ path: String, of pid: Int32, limitBytes: Int
  ) throws(ProcFSError) -> [UInt8] {
    do {
      return try read(path, limitBytes: limitBytes)
    } catch .unreadable(_, ESRCH) {
      throw .noSuchProcess(pid: pid)
    } catch .unreadable(_, ENOENT) where access("\(root)/\(pid)", F_OK) != 0 {
      throw .noSuchProcess(pid: pid)
    }
  }
}
