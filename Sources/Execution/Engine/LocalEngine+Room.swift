import BatchEndpoints
import Glibc
import NIOCore
import Scheduling

/// A full disk: the job pauses until there is room.
extension LocalEngine {
  /// Between two looks whether there is room.
  private static let roomInterval = TimeAmount.seconds(1)

  // MARK: - Of our own

  /// Keeps a group that found no room, and everything after it, until there is some.
  func hold(_ handedOver: CommitGroup, _ full: StorageFull) {
    guard roomWait.keep(handedOver) else { return }
    if !roomWait.holdsScript { tellFull(full.reason) }
    eventLoop.execute { self.assumeIsolated { $0.report(.storageFull(true)) } }
    eventLoop.scheduleTask(in: Self.roomInterval) { self.assumeIsolated { $0.retryHeld() } }
  }

  private func retryHeld() {
    guard let handedOver = roomWait.groups.first, storageError == nil else { return }
    groupsOut += 1
    committer.commit(handedOver) { result in
      self.eventLoop.execute { self.assumeIsolated { $0.retried(result) } }
    }
  }

  private func retried(_ result: Result<Void, any Error>) {
    groupsOut -= 1
    switch result {
    // Nobody waits for it any more.
    case .success where roomWait.groups.isEmpty: break
    case .failure(is StorageFull) where roomWait.groups.isEmpty: break
    case .success:
      roomWait.recordedOldest()
      guard roomWait.groups.isEmpty else { return retryHeld() }
      goOnIfThereIsRoom()
    case .failure(is StorageFull):
      eventLoop.scheduleTask(in: Self.roomInterval) { self.assumeIsolated { $0.retryHeld() } }
    case .failure(let error): failStorage(error)
    }
    afterFlush()
  }

  /// The operator ends the job at once: a resume scores again what could not be recorded.
  func stopWaitingForRoom() {
    roomWait.giveUp()
    afterFlush()
  }

  // MARK: - Of the script

  /// Pauses the job when the script found no room and there is none where its output goes; otherwise the
  /// disk it wrote to is another one, or it asked for more than there ever was.
  ///
  /// - Returns: Whether the script is not to blame.
  func pauseForScript(_ message: String) -> Bool {
    guard roomWait.isOver else { return true }
    guard isFull else { return false }
    roomWait.holdsScript = true
    tellFull(message)
    report(.storageFull(true))
    lookForRoom()
    return true
  }

  private func lookForRoom() {
    eventLoop.scheduleTask(in: Self.roomInterval) {
      self.assumeIsolated { engine in
        guard engine.roomWait.holdsScript, engine.machine.phase != .ended else { return }
        if engine.isFull { return engine.lookForRoom() }
        engine.roomWait.holdsScript = false
        engine.goOnIfThereIsRoom()
      }
    }
  }

  /// Whether the output's disk or the job's own is full.
  private var isFull: Bool {
    let folders = [launch.specification.outputPath, launch.folder.path]
    return folders.contains { DiskRoom(at: $0)?.isFull ?? false }
  }

  // MARK: - Both

  private func tellFull(_ reason: String) {
    note(.warning, "the disk is full: \(reason); the job goes on when there is room")
  }

  private func goOnIfThereIsRoom() {
    guard roomWait.isOver else { return }
    note(.job, "there is room on the disk again")
    report(.storageFull(false))
    flush()
  }
}

/// How much room a file system has (statvfs(3)).
struct DiskRoom: Equatable {
  /// Bytes that we may use, and all there are.
  var free: Int
  var total: Int
  /// Files that may be made; nil where the file system does not count them.
  var freeNames: Int?

  /// Nil where nobody can tell.
  init?(at path: String) {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    free = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    total = Int(clamping: UInt64(status.f_blocks) * UInt64(status.f_frsize))
    freeNames = status.f_files == 0 ? nil : Int(clamping: status.f_favail)
  }

  init(free: Int, total: Int, freeNames: Int? = nil) {
    (self.free, self.total, self.freeNames) = (free, total, freeNames)
  }

  /// Whether what is left is too little to write results to: a hundredth of it all, between 1 and 64 MiB.
  var isFull: Bool {
    free < min(max(total / 100, 1 << 20), 64 << 20) || freeNames == 0
  }
}
