/// The worker slots of a job, with the sums that decisions read, so that none of them looks at every slot.
struct WorkerPool: Sendable {
  private(set) var slots: [WorkerSlot] = []
  /// Slots without a process and without a wait, the next to be used last.
  private var free: [Int] = []
  /// Slots that are ready and hold nothing; may name slots that have moved on.
  private var idle: [Int] = []
  /// Processes there are, the leaving ones included.
  private(set) var live = 0
  /// Processes on their way out.
  private(set) var leaving = 0
  private(set) var backingOff = 0
  /// Slots that hold a mini-batch.
  private(set) var busy = 0
  private(set) var filesHeld = 0
  /// Mini-batches held beyond each slot's oldest.
  private(set) var heldAhead = 0
  /// Slots that were asked to give back and have not answered.
  private(set) var givingBack = 0
  /// Processes so far.
  private var starts = 0

  /// Slots that are, or will be, at work when nothing more happens.
  var staying: Int { live + backingOff - leaving }

  func worker(_ slot: Int) -> WorkerID {
    WorkerID(slot: slot, incarnation: slots[slot].incarnation)
  }

  // MARK: - States

  /// Gives a slot its next process: the latest that became free, otherwise a new one.
  mutating func start() -> WorkerID {
    let slot: Int
    if let free = free.popLast() {
      slot = free
    } else {
      slot = slots.count
      slots.append(WorkerSlot())
    }
    starts += 1
    slots[slot].incarnation += 1
    slots[slot].isUnused = true
    move(slot, to: .starting)
    return worker(slot)
  }

  mutating func move(_ slot: Int, to state: WorkerSlot.State) {
    count(slot, -1)
    slots[slot].state = state
    count(slot, 1)
    if state == .stopped {
      setGivingBack(slot, false)
      free.append(slot)
    }
  }

  /// Lets a slot that has just been stopped wait for its next process.
  mutating func backOff(_ slot: Int) {
    precondition(free.last == slot)
    free.removeLast()
    move(slot, to: .backingOff)
  }

  private mutating func count(_ slot: Int, _ sign: Int) {
    if slots[slot].hasProcess { live += sign }
    if slots[slot].isLeaving { leaving += sign }
    if slots[slot].state == .backingOff { backingOff += sign }
  }

  // MARK: - Hands

  mutating func hold(_ miniBatch: MiniBatch, slot: Int) {
    if slots[slot].held.isEmpty { busy += 1 } else { heldAhead += 1 }
    slots[slot].held.append(miniBatch)
    slots[slot].held[slots[slot].held.count - 1].aloneSince = live == 1 ? starts : nil
    slots[slot].held[slots[slot].held.count - 1].isFirst = slots[slot].isUnused
    slots[slot].isUnused = false
    filesHeld += miniBatch.files.count
  }

  /// Whether no other process has existed since this mini-batch was sent: idle ones use memory too.
  func wasAlone(_ miniBatch: MiniBatch) -> Bool { miniBatch.aloneSince == starts }

  /// Takes one mini-batch out of a slot's hands.
  mutating func release(slot: Int, at index: Int) -> MiniBatch {
    let miniBatch = slots[slot].held.remove(at: index)
    filesHeld -= miniBatch.files.count
    if slots[slot].held.isEmpty { busy -= 1 } else { heldAhead -= 1 }
    return miniBatch
  }

  mutating func releaseAll(slot: Int) -> [MiniBatch] {
    let held = slots[slot].held
    slots[slot].held = []
    if !held.isEmpty {
      busy -= 1
      heldAhead -= held.count - 1
      filesHeld -= held.reduce(0) { $0 + $1.files.count }
    }
    return held
  }

  /// Where in a slot's hands a mini-batch is.
  func index(of dispatch: UInt64, slot: Int) -> Int? {
    slots[slot].held.firstIndex { $0.dispatch == dispatch }
  }

  mutating func markSkipped(slot: Int, at index: Int) { slots[slot].held[index].isSkipped = true }

  mutating func setGivingBack(_ slot: Int, _ isGivingBack: Bool) {
    guard slots[slot].isGivingBack != isGivingBack else { return }
    slots[slot].isGivingBack = isGivingBack
    givingBack += isGivingBack ? 1 : -1
  }

  // MARK: - Idle slots

  /// Notes a slot that may have nothing to do.
  mutating func listIfIdle(_ slot: Int) {
    guard isIdle(slot), !slots[slot].isListedIdle else { return }
    slots[slot].isListedIdle = true
    idle.append(slot)
  }

  /// A slot that is ready and holds nothing.
  mutating func nextIdle() -> Int? {
    while let slot = idle.last {
      if isIdle(slot) { return slot }
      slots[slot].isListedIdle = false
      idle.removeLast()
    }
    return nil
  }

  /// As `nextIdle`, of those whose process has run nothing.
  func nextUnusedIdle() -> Int? {
    idle.last { isIdle($0) && slots[$0].isUnused }
  }

  /// Processes that have run nothing, or that will take the place of a leaving one.
  var unusedOrComing: Int {
    leaving
      + slots.count { $0.state == .starting || $0.state == .ready && $0.isUnused }
  }

  private func isIdle(_ slot: Int) -> Bool {
    slots[slot].state == .ready && slots[slot].held.isEmpty && !slots[slot].isGivingBack
  }

  // MARK: - Choosing

  /// The slots to give up first, `count` of them at most, of those that stay:
  /// 1. those that wait for their next process;
  /// 2. those that have not finished `init()`;
  /// 3. those with the fewest files in hand;
  ///
  /// among equals the highest slot.
  func leastUseful(_ count: Int) -> [Int] {
    let candidates = slots.indices.compactMap { slot -> (cost: Int, slot: Int)? in
      switch slots[slot].state {
      case .backingOff: (-2, slot)
      case .starting: (-1, slot)
      case .ready: (slots[slot].held.reduce(0) { $0 + $1.files.count }, slot)
      case .stopped, .draining, .ending: nil
      }
    }
    return candidates.sorted { ($0.cost, $1.slot) < ($1.cost, $0.slot) }.prefix(count).map(\.slot)
  }

  /// Where a mini-batch is held.
  func holder(of dispatch: UInt64) -> (slot: Int, index: Int)? {
    for slot in slots.indices {
      if let index = index(of: dispatch, slot: slot) { return (slot, index) }
    }
    return nil
  }
}
