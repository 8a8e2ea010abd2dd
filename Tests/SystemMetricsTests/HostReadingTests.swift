import Glibc
import Testing

@testable import SystemMetrics

@Suite("The machine in /proc and the limits in cgroups")
struct HostReadingTests {
  private let fixture: ProcFSFixture
  private var procFS: ProcFS { fixture.procFS }

  init() throws {
    fixture = try ProcFSFixture()
  }

  @Test("memory comes from MemTotal and MemAvailable, in kB")
  func memory() throws {
    try fixture.file(
      "proc/meminfo",
      """
      MemTotal:       16384 kB
      MemFree:            1 kB
      MemAvailable:    8192 kB
      HugePages_Total:    0

      """)
    #expect(
      try procFS.hostMemory() == HostMemory(totalBytes: 16384 << 10, availableBytes: 8192 << 10))
  }

  @Test(
    "a meminfo without its lines is malformed",
    arguments: ["", "MemTotal: 1 kB\n", "MemTotal:\nMemAvailable: 1 kB\n", "XMemTotal: 1 kB\n"])
  func malformedMemory(text: String) throws {
    try fixture.file("proc/meminfo", text)
    let expected = ProcFSError.malformed(
      path: "\(fixture.root)/proc/meminfo", expected: "MemTotal and MemAvailable in kB")
    #expect(throws: expected) { try procFS.hostMemory() }
  }

  @Test("kernel kills are counted by the line named oom_kill and no other")
  func oomKills() throws {
    try fixture.file("proc/vmstat", "nr_free_pages 5\noom_kill_disable 9\noom_kill 3\nzswpin 0\n")
    #expect(try procFS.oomKillCount() == 3)
    try fixture.file("proc/vmstat", "nr_free_pages 5\n")
    #expect(throws: ProcFSError.self) { try procFS.oomKillCount() }
  }

  @Test(
    "cores are counted from ranges",
    arguments: zip(["0", "0-3", "0-3,8,10-11", "7,9"], [1, 4, 7, 2]))
  func cores(list: String, count: Int) throws {
    try fixture.file(
      "proc/self/status", "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)\n")
    #expect(try procFS.availableCores() == count)
  }

  @Test(
    "a list of cores that is none is malformed",
    arguments: ["", "x", "3-0", "0-", "-1", "0,,1", "0-1-2", "0-18446744073709551615"])
  func malformedCores(list: String) throws {
    try fixture.file("proc/self/status", "Cpus_allowed_list:\t\(list)\n")
    #expect(throws: ProcFSError.self) { try procFS.availableCores() }
  }

  // MARK: Limits

  struct Limits: CustomTestStringConvertible {
    var testDescription: String
    var files: [String: String]
    var memory: UInt64?
    var quota: Double?
    var cores: Int

    static let all = [
      Limits(testDescription: "no cgroups", files: [:], memory: nil, quota: nil, cores: 8),
      Limits(
        testDescription: "version 2, the tightest of the groups above",
        files: [
          "proc/self/cgroup": "0::/a.slice/b\n",
          "cgroup/a.slice/memory.max": "1000000\n", "cgroup/a.slice/b/memory.max": "2000000\n",
          "cgroup/a.slice/cpu.max": "max 100000\n", "cgroup/a.slice/b/cpu.max": "150000 100000\n",
        ], memory: 1_000_000, quota: 1.5, cores: 2),
      Limits(
        testDescription: "version 2, nothing limited",
        files: [
          "proc/self/cgroup": "0::/a\n",
          "cgroup/a/memory.max": "max\n", "cgroup/a/cpu.max": "max 100000\n",
        ], memory: nil, quota: nil, cores: 8),
      Limits(
        testDescription: "version 2 in a container that shows its group as the root",
        files: [
          "proc/self/cgroup": "0::/docker/0123\n",
          "cgroup/memory.max": "4096\n", "cgroup/cpu.max": "50000 100000\n",
        ], memory: 4096, quota: 0.5, cores: 1),
      Limits(
        testDescription: "version 1, controllers mounted together",
        files: [
          "proc/self/cgroup": "4:memory:/x\n3:cpu,cpuacct:/x\n1:name=systemd:/\n",
          "cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
          "cgroup/memory/x/memory.limit_in_bytes": "3000000\n",
          "cgroup/cpu,cpuacct/x/cpu.cfs_quota_us": "250000\n",
          "cgroup/cpu,cpuacct/x/cpu.cfs_period_us": "100000\n",
          "cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
          "cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        ], memory: 3_000_000, quota: 2.5, cores: 3),
      Limits(
        testDescription: "a quota larger than the affinity",
        files: ["proc/self/cgroup": "0::/\n", "cgroup/cpu.max": "4611686018427387904 1\n"],
        memory: nil, quota: 0x1p62, cores: 8),
      Limits(
        testDescription: "a path out of our namespace, and lines that are none",
        files: [
          "proc/self/cgroup": "\n:\n0::/../../outside\nx\n", "cgroup/memory.max": "77\n",
          "outside/memory.max": "1\n", "cgroup/cpu.max": "100 0\n",
        ], memory: 77, quota: nil, cores: 8),
    ]
  }

  @Test("limits of cgroups", arguments: Limits.all)
  func limits(_ limits: Limits) throws {
    try fixture.file("proc/self/status", "Cpus_allowed_list:\t0-7\n")
    for (path, text) in limits.files { try fixture.file(path, text) }
    #expect(try procFS.cgroupMemoryLimit() == limits.memory)
    #expect(try procFS.cgroupCoreQuota() == limits.quota)
    #expect(try procFS.availableCores() == limits.cores)
  }

  @Test("the nearest group above ours that hands memory on is the one to make groups in")
  func delegation() throws {
    try fixture.file("proc/self/cgroup", "0::/user/app/shell\n")
    try fixture.file("cgroup/user/cgroup.subtree_control", "memory pids\n")
    try fixture.file("cgroup/user/cgroup.procs", "")
    try fixture.file("cgroup/user/app/cgroup.subtree_control", "cpu memory\n")
    try fixture.file("cgroup/user/app/cgroup.procs", "")
    try fixture.file("cgroup/user/app/shell/cgroup.subtree_control", "\n")
    #expect(
      try procFS.delegatedMemoryGroup(to: 1000) == "\(fixture.root)/cgroup/user/app")
    #expect(try procFS.delegatedMemoryGroup(to: 0) == nil, "all groups belong to root")
  }

  @Test("nothing is delegated where no group above hands memory on")
  func noDelegation() throws {
    try fixture.file("proc/self/cgroup", "4:memory:/x\n0::/user\n")
    try fixture.file("cgroup/user/cgroup.subtree_control", "memory_pressure pids\n")
    try fixture.file("cgroup/user/cgroup.procs", "")
    #expect(try procFS.delegatedMemoryGroup(to: 1000) == nil)
  }

  @Test(
    "a group has killed at its own limit only where that refused memory and something died",
    arguments: [
      ("low 0\nhigh 0\nmax 31\noom 2\noom_kill 1\noom_group_kill 1\n", true),
      ("low 0\nhigh 0\nmax 31\noom 0\noom_kill 1\n", false),
      ("low 0\nhigh 0\nmax 31\noom 2\noom_kill 0\n", false),
    ])
  func kills(events: String, expected: Bool) throws {
    try fixture.file("cgroup/a/memory.events", events)
    #expect(try procFS.hasKilledAtLimit(group: "\(fixture.root)/cgroup/a") == expected)
  }
}
