/// What one line of proc_pid_stat(5) tells about a process.
package struct ProcessStat: Equatable, Sendable {
  /// The kernel's letter: R running, S sleeping, D in the disk's hands, Z zombie, T stopped …
  package var state: Unicode.Scalar
  package var parent: Int32
  package var processGroup: Int32
  package var session: Int32
  /// User and system time of the process and all its threads, its children not included.
  package var cpuTime: Duration
  package var threads: Int
  /// Since boot. Together with the pid it names a process for good: a pid that is used again has
  /// another start time.
  package var startTime: Duration

  package var isZombie: Bool { state == "Z" || state == "X" }

  package init(
    state: Unicode.Scalar, parent: Int32, processGroup: Int32, session: Int32, cpuTime: Duration,
    threads: Int, startTime: Duration
  ) {
    self.state = state
    self.parent = parent
    self.processGroup = processGroup
    self.session = session
    self.cpuTime = cpuTime
    self.threads = threads
    self.startTime = startTime
  }

  /// The command stands in parentheses and may hold blanks, parentheses and newlines; the last `)` ends it.
  init?(stat bytes: [UInt8], ticksPerSecond: UInt64) {
    guard let commandEnd = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    var scanner = FieldScanner(bytes[(commandEnd + 1)...])
    // Numbers in comments are the manual page's; the state is field 3.
    guard
      let state = scanner.field(), state.count == 1, let letter = state.first,
      let parent = scanner.number().flatMap(Int32.init(exactly:)),
      let processGroup = scanner.number().flatMap(Int32.init(exactly:)),
      let session = scanner.number().flatMap(Int32.init(exactly:)),
      scanner.skip(fields: 7),  // 7...13
      let userTicks = scanner.number(),  // 14
      let systemTicks = scanner.number(),
      scanner.skip(fields: 4),  // 16...19
      let threads = scanner.number().flatMap(Int.init(exactly:)),  // 20
      scanner.skip(fields: 1),
      let startTicks = scanner.number()  // 22
    else { return nil }
    let (ticks, overflowed) = userTicks.addingReportingOverflow(systemTicks)
    if overflowed { return nil }
    self.init(
      state: Unicode.Scalar(letter),
      parent: parent,
      processGroup: processGroup,
      session: session,
      cpuTime: Duration(ticks: ticks, perSecond: ticksPerSecond),
      threads: threads,
      startTime: Duration(ticks: startTicks, perSecond: ticksPerSecond))
  }
}

extension Duration {
  fileprivate init(ticks: UInt64, perSecond: UInt64) {
    self = .seconds(ticks / perSecond) + .nanoseconds(ticks % perSecond * 1_000_000_000 / perSecond)
  }
}
