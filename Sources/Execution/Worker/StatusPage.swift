import CProcess
import Glibc

/// The page a worker shares with its runner: where it is, without a message.
///
/// Eight words of 64 bits, written by the worker and read at leisure; and a ninth that we write.
final class StatusPage {
  private static let size = 4096
  private static let magic: UInt64 = 0x4244_5751

  /// To be given to the worker, then closed here.
  let descriptor: Int32
  private let page: UnsafeMutableRawPointer

  init() throws {
    descriptor = batchdeck_memfd("batchdeck-status", Self.size)
    guard descriptor >= 0 else {
      throw ExecutionError.io(path: "status page", activity: "make", errno: -descriptor)
    }
    var mapped: UnsafeMutableRawPointer?
    let code = batchdeck_page_map(descriptor, Self.size, true, &mapped)
    guard code == 0, let mapped else {
      close(descriptor)
      throw ExecutionError.io(path: "status page", activity: "map", errno: -code)
    }
    page = mapped
  }

  deinit {
    batchdeck_page_unmap(page, Self.size)
    close(descriptor)
  }

  /// What the page says, nil before the worker has written its first word.
  var reading: Reading? {
    guard word(0) == Self.magic else { return nil }
    return Reading(
      phase: Phase(rawValue: word(1)) ?? .starting, dispatch: word(2),
      index: Int(clamping: word(3)), count: Int(clamping: word(4)),
      runStart: .nanoseconds(Int64(clamping: word(5))))
  }

  /// How long ago `run()` was called for this dispatch; nil when the worker is at another one.
  func elapsed(in dispatch: UInt64) -> Duration? {
    guard let reading, reading.dispatch == dispatch else { return nil }
    return Self.now - reading.runStart
  }

  /// Keeps the worker from beginning any mini-batch up to this one.
  ///
  /// The worker says what it is at and then looks at our mark, so once both have reached the other's
  /// processor (`settlingTime`) either it has passed the mini-batch over or `begun` shows it.
  func takeBack(through dispatch: UInt64) { batchdeck_page_store(page, 8, dispatch) }

  /// The last dispatch that the worker has said it is at; 0 before the first.
  var begun: UInt64 { reading?.dispatch ?? 0 }

  /// Much longer than a store takes to be seen.
  static let settlingTime = Duration.milliseconds(2)

  private func word(_ index: Int) -> UInt64 { batchdeck_page_load(page, index) }

  enum Phase: UInt64 {
    case starting = 0
    case initializing = 1
    case idle = 2
    case running = 3
    case stopping = 4
  }

  struct Reading: Equatable {
    var phase: Phase
    var dispatch: UInt64
    /// Files the script has taken from the mini-batch: the one in work is `index - 1`.
    var index: Int
    var count: Int
    /// On CLOCK_MONOTONIC.
    var runStart: Duration
  }

  /// The clock of `runStart`.
  static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
