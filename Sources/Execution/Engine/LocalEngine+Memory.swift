import BatchEndpoints
import Scheduling
import SystemMetrics

/// Memory and processors: what the workers take, and how many more there is room for.
extension LocalEngine {
  /// Resident memory of a worker, which costs a few microseconds to read.
  func measureMemory(_ slot: Int) {
    guard let process = processes[slot], process.pid > 0,
      // Of a process that has just ended nothing is left to see; its exit is on its way.
      let resident = (try? procFS.residentBytes(of: process.pid)).map({ Int($0) }), resident > 0
    else { return }
    slots[slot].measured(residentBytes: resident)
  }

  /// Resident memory and processor time of a worker.
  func measure(_ slot: Int, interval: Double) {
    measureMemory(slot)
    guard let process = processes[slot], process.pid > 0 else { return }
    enforceLimit(on: process)
    guard let cpuTime = try? procFS.stat(of: process.pid).cpuTime else { return }
    slots[slot].measured(cpuTime: cpuTime, interval: interval)
  }

  // MARK: - The limit

  /// Of stacks and libraries, generously.
  private static let uncountedBytes = 16 << 20

  /// Gives a worker a control group for the limit in force, where that can be had.
  ///
  /// RLIMIT_DATA, which holds everywhere and which Python can answer with a MemoryError, knows neither
  /// children nor memory that is shared.
  func confine(_ process: WorkerProcess) {
    guard let bytes = launch.specification.memoryLimitBytes, process.pid > 0,
      process.memoryGroup == nil
    else { return }
    process.memoryGroup = MemoryGroup(
      named: "\(process.number)", holding: process.pid, limitBytes: bytes, in: procFS)
  }

  /// What an exception out of `run()` says; where memory ran out, with the limit that it ran into or might
  /// have. A device's memory has no limit of ours.
  func message(of failure: WorkerFrame.Failure) -> String {
    guard failure.outOfMemory == true, failure.class != "OutOfMemoryError" else {
      return failure.message.isEmpty ? failure.class : failure.message
    }
    let said = failure.message.isEmpty ? "out of memory" : failure.message
    guard let limit = launch.specification.memoryLimitBytes else { return said }
    return "\(said); the worker's memory limit is \(Amount.bytes(limit))"
  }

  /// Ends a worker that a sample finds beyond its limit: shared memory, which RLIMIT_DATA does not count.
  ///
  /// Well beyond it: stacks, and pages of libraries that were written to, are no data either, and a
  /// script may live right at its limit.
  private func enforceLimit(on process: WorkerProcess) {
    guard let limit = launch.specification.memoryLimitBytes, process.overrunBytes == nil,
      let held = try? procFS.heldBytes(of: process.pid),
      held > limit + limit / 8 + Self.uncountedBytes
    else { return }
    process.overrunBytes = Int(held)
    process.kill()
  }

  // MARK: - Shares

  /// Shares of memory, of one process at a time: they cost half a millisecond each.
  func measureShares() {
    let measured = processes.keys.sorted() + (sharing.server == nil ? [] : [-1])
    guard !measured.isEmpty else { return }
    nextShare = (nextShare + 1) % measured.count
    let slot = measured[nextShare]
    if slot == -1 {
      serverShare = sharing.server.flatMap { try? procFS.memoryShare(of: $0.process.pid) }
    } else if let process = processes[slot], process.pid > 0 {
      slots[slot].share = try? procFS.memoryShare(of: process.pid)
    }
  }

  /// What all processes take together; nil until each has been measured once.
  var pssBytes: Int? {
    var total = 0
    for slot in processes.keys {
      guard let share = slots[slot].share else { return nil }
      total += Int(share.proportionalBytes)
    }
    if sharing.server != nil {
      guard let serverShare else { return nil }
      total += Int(serverShare.proportionalBytes)
    }
    return total
  }

  // MARK: - Admission

  /// Of the machine's memory this part is left to others.
  private static let reserve = 20

  /// Admits no more workers than the measured footprint of one fits into what memory is free.
  ///
  /// Never fewer than there are: memory that is taken is taken. A limit goes up only where one worker more
  /// would leave a quarter of its footprint, so that it does not waver.
  func admitWorkers() {
    guard let footprint, let free = freeBytes else { return }
    let live = processes.count
    let asked = machine.workforce.asked
    let fits = live + max(0, free / footprint)
    let limit = fits >= asked ? nil : max(1, fits)
    guard limit != workerLimit else { return }
    if let limit, let before = workerLimit, limit > before,
      free - (limit - live) * footprint < footprint / 4
    {
      return
    }
    workerLimit = limit
    admissionReason = limit.map { _ in
      "\(Amount.bytes(free)) of memory are free and a worker takes \(Amount.bytes(footprint))"
    }
    if let limit, let admissionReason {
      note(.warning, "\(limit) of \(Amount.count(asked, "worker")) for now: \(admissionReason)")
    } else {
      note(.job, "there is memory for \(Amount.count(asked, "worker"))")
    }
    report(.workerLimit(limit))
  }

  /// What one more worker would take, bytes: the most that only one of them holds. Nil before any is
  /// measured.
  private var footprint: Int? {
    let private_ = processes.keys.compactMap { slots[$0].share }.map { Int($0.privateBytes) }.max()
    return private_.map { max($0, 1 << 20) }
  }

  /// What of the machine's memory, or of what our cgroup may have, is free for workers, bytes.
  private var freeBytes: Int? {
    guard let host = try? procFS.hostMemory() else { return nil }
    var free = Int(host.availableBytes) - Int(host.totalBytes) / Self.reserve
    if let limit = try? procFS.cgroupMemoryLimit(), let pssBytes {
      free = min(free, Int(limit) - pssBytes)
    }
    return max(0, free)
  }
}
