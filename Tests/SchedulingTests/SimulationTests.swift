import Scheduling
import Testing
import simulate

/// Lives of jobs in a random world that checks every action, each from its seed.
@Suite("Simulated jobs")
struct SimulationTests {
  /// Some 600 000 events together; they run beside each other. `make simulate` runs many more.
  @Test(
    "no rule is broken, whatever happens", .timeLimit(.minutes(15)),
    arguments: 0..<20 as Range<UInt64>)
  func manyLives(group: UInt64) throws {
    for seed in group * 40..<(group + 1) * 40 {
      var scenario = Scenario(seed: seed)
      scenario.auditsEachEvent = false
      var world = World(scenario)
      do { try world.live() } catch { Issue.record("seed \(seed): \(error)") }
    }
  }

  @Test("its sums hold after each event", arguments: 10_000..<10_060 as Range<UInt64>)
  func audited(seed: UInt64) throws {
    var world = World(Scenario(seed: seed))
    do { try world.live() } catch { Issue.record("seed \(seed): \(error)") }
  }

  @Test(
    "a job may have ten thousand workers, or ten million files", .timeLimit(.minutes(15)),
    arguments: [(10_000, 100_000, 2), (3, 10_000_000, 5_000)])
  func shapes(workers: Int, files: Int, miniBatchSize: Int) throws {
    var world = World(Scenario(workers: workers, files: files, miniBatchSize: miniBatchSize))
    try world.live()
    #expect(world.outcome == .completed)
    if workers == 10_000 { #expect(world.mostProcesses == workers) }
  }
}
