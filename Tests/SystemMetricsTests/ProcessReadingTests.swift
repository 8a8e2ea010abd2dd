import Glibc
import Testing

@testable import SystemMetrics

@Suite("Processes in /proc")
struct ProcessReadingTests {
  private let fixture: ProcFSFixture
  private var procFS: ProcFS { fixture.procFS }

  init() throws {
    fixture = try ProcFSFixture()
  }

  @Test("resident memory is the second number of statm, in pages")
  func resident() throws {
    try fixture.file("proc/42/statm", "765 407 378 5 0 123 0\n")
    #expect(try procFS.residentBytes(of: 42) == 407 * UInt64(getpagesize()))
  }

  @Test("what a process holds is what is its own, shared or in swap, without pages of files")
  func held() throws {
    try fixture.file(
      "proc/42/status",
      """
      VmRSS:\t    5000 kB
      RssAnon:\t    1200 kB
      RssFile:\t    3500 kB
      RssShmem:\t     300 kB
      VmSwap:\t      10 kB

      """)
    #expect(try procFS.heldBytes(of: 42) == 1510 * 1024)
    try fixture.file("proc/43/status", "State:\tZ (zombie)\n")
    #expect(try procFS.heldBytes(of: 43) == 0)
  }

  @Test("the shares of memory are sums of smaps_rollup lines")
  func share() throws {
    try fixture.file(
      "proc/42/smaps_rollup",
      """
      56008410c000-7ffce4822000 ---p 00000000 00:00 0                          [rollup]
      Rss:                1628 kB
      Pss:                 281 kB
      Pss_Dirty:           116 kB
      Shared_Clean:       1472 kB
      Shared_Dirty:          8 kB
      Private_Clean:        40 kB
      Private_Dirty:       116 kB
      Swap:                  3 kB
      SwapPss:               1 kB

      """)
    #expect(
      try procFS.memoryShare(of: 42)
        == MemoryShare(
          proportionalBytes: 281 << 10, privateBytes: 156 << 10, sharedBytes: 1480 << 10,
          swappedBytes: 3 << 10))
  }

  @Test("a command with blanks, parentheses and newlines does not shift the fields of stat")
  func stat() throws {
    try fixture.file(
      "proc/42/stat",
      "42 (a) R 1 (\n) S 7 42 40 0 -1 4194304 1 2 3 4 150 75 9 9 20 0 6 0 123456 1 2 3 4\n")
    #expect(
      try procFS.stat(of: 42)
        == ProcessStat(
          state: "S", parent: 7, processGroup: 42, session: 40, cpuTime: .milliseconds(2250),
          threads: 6, startTime: .milliseconds(1_234_560)))
  }

  @Test("a dead process that is not reaped is a zombie")
  func zombie() throws {
    try fixture.file("proc/42/stat", "42 (x) Z 7 42 40 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 5\n")
    #expect(try procFS.stat(of: 42).isZombie)
  }

  @Test("a process that is not there is told from a file that is not there")
  func absent() throws {
    #expect(throws: ProcFSError.noSuchProcess(pid: 42)) { try procFS.residentBytes(of: 42) }
    #expect(throws: ProcFSError.noSuchProcess(pid: 42)) { try procFS.memoryShare(of: 42) }
    #expect(throws: ProcFSError.noSuchProcess(pid: 42)) { try procFS.stat(of: 42) }
    try fixture.file("proc/42/statm", "1 1\n")
    let path = "\(fixture.root)/proc/42/smaps_rollup"
    #expect(throws: ProcFSError.unreadable(path: path, code: ENOENT)) {
      try procFS.memoryShare(of: 42)
    }
  }

  @Test(
    "a statm that is cut short, not numbers or too large is malformed",
    arguments: [
      "", "\n", "765", "765 ", "765 x", "765 -1", "765 4o7", "\0\0\0", "765\n407",
      "765 18446744073709551616", "765 18446744073709551615",
    ])
  func malformedStatm(text: String) throws {
    try fixture.file("proc/42/statm", text)
    let path = "\(fixture.root)/proc/42/statm"
    #expect(throws: ProcFSError.malformed(path: path, expected: "resident pages")) {
      try procFS.residentBytes(of: 42)
    }
  }

  @Test(
    "a stat that is cut short or not numbers is malformed",
    arguments: [
      "", "42", "42 (x", "42 (x)", "42 (x) S",
      "42 (x) SS 7 42 40 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 5",
      "42 (x) S 7 42 40 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0",
      "42 (x) S 7 42 40 0 -1 0 0 0 0 0 18446744073709551615 1 0 0 20 0 1 0 5",
      "42 (x) S 99999999999 42 40 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 5",
    ])
  func malformedStat(text: String) throws {
    try fixture.file("proc/42/stat", text)
    let path = "\(fixture.root)/proc/42/stat"
    #expect(throws: ProcFSError.malformed(path: path, expected: "the fields of proc_pid_stat(5)")) {
      try procFS.stat(of: 42)
    }
  }

  @Test("a file longer than any kernel writes it is refused")
  func tooLong() throws {
    try fixture.file("proc/42/statm", "1 1" + String(repeating: " 1", count: 100_000))
    let path = "\(fixture.root)/proc/42/statm"
    #expect(throws: ProcFSError.tooLong(path: path, limitBytes: 256)) {
      try procFS.residentBytes(of: 42)
    }
  }

  @Test("the largest numbers a stat can hold do not trap")
  func largest() throws {
    let most = UInt64.max
    try fixture.file(
      "proc/42/stat", "42 (x) S 7 42 40 0 -1 0 0 0 0 0 \(most) 0 0 0 20 0 1 0 \(most)\n")
    #expect(try procFS.stat(of: 42).cpuTime > .seconds(1))
  }
}

@Suite("The real /proc")
struct RealProcFSTests {
  private let procFS = ProcFS()

  @Test("our own process has memory, CPU time and threads")
  func ourselves() throws {
    let pid = getpid()
    let resident = try procFS.residentBytes(of: pid)
    #expect((1 << 20..<1 << 36).contains(resident))
    let share = try procFS.memoryShare(of: pid)
    #expect(share.proportionalBytes > 0 && share.privateBytes <= share.proportionalBytes)
    let first = try procFS.stat(of: pid)
    #expect(first.parent == getppid() && first.session == getsid(0))
    #expect(first.threads >= 1 && first.startTime > .zero && !first.isZombie)

    var seconds = timespec()
    repeat {
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &seconds)
    } while .seconds(seconds.tv_sec) + .nanoseconds(seconds.tv_nsec)
      < first.cpuTime + .milliseconds(50)
    let second = try procFS.stat(of: pid)
    #expect(second.cpuTime > first.cpuTime)
    #expect(second.startTime == first.startTime)
  }

  @Test("the machine has memory and cores")
  func host() throws {
    let memory = try procFS.hostMemory()
    #expect(memory.availableBytes > 0 && memory.availableBytes < memory.totalBytes)
    #expect((1...sysconf(Int32(_SC_NPROCESSORS_CONF))).contains(try procFS.availableCores()))
    #expect(try procFS.oomKillCount() < 1 << 40)
    if let limit = try procFS.cgroupMemoryLimit() { #expect(limit > 1 << 20) }
    if let quota = try procFS.cgroupCoreQuota() { #expect(quota > 0) }
  }
}
