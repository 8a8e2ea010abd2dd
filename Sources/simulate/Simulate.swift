import Glibc
import Scheduling

/// Random lives of jobs: `simulate [SEEDS] [EVENTS]`, as in `simulate 1..200`; with EVENTS, further seeds until
/// so many events have happened. `simulate shapes` runs the large ones. Exits with 1 at the first seed that
/// breaks a rule, after telling its story.
@main
enum Simulate {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "shapes" { return shapes() }
    let bounds = (arguments.first ?? "1..200").split(separator: ".").compactMap { UInt64($0) }
    guard let first = bounds.first, let last = bounds.last, first <= last else {
      print("usage: simulate [FIRST..LAST] [EVENTS] | shapes")
      exit(64)
    }
    let events = arguments.dropFirst().first.flatMap { Int($0) } ?? 0
    var tally = Tally()
    var seed = first
    while seed <= last || tally.events < events {
      tally.add(life(Scenario(seed: seed), name: "seed \(seed)"))
      seed += 1
    }
    print("seeds \(first)..\(seed - 1): \(tally)")
  }

  private static func shapes() {
    for (workers, files, size) in [
      (2, 10_000_000, 1000), (64, 10_000_000, 10), (10_000, 10_000_000, 10),
      (10_000, 1_000_000, 1),
    ] {
      var tally = Tally()
      let scenario = Scenario(workers: workers, files: files, miniBatchSize: size)
      tally.add(life(scenario, name: "\(workers) workers, \(files) files"))
      print("\(workers) workers, \(files) files, mini-batch \(size): \(tally)")
    }
  }

  /// Lives once; a life that breaks a rule is lived again to tell its story.
  private static func life(_ scenario: Scenario, name: String) -> World {
    var world = World(scenario, keepsTime: true)
    do {
      try world.live()
    } catch {
      var again = World(scenario)
      again.tellsStory = true
      do {
        try again.live()
        print("\(name): \(error)")
      } catch {
        print("\(name): \(error)")
      }
      exit(1)
    }
    return world
  }
}

/// Sums over lives.
private struct Tally: CustomStringConvertible {
  private(set) var events = 0
  private var actions = 0
  private var time = Duration.zero
  private var outcomes: [String: Int] = [:]
  private let began = ContinuousClock.now

  mutating func add(_ world: World) {
    events += world.eventCount
    actions += world.actionCount
    time += world.machineTime
    let outcome =
      switch world.outcome {
      case .failed(let cause): "\(cause)"
      case let outcome?: "\(outcome)"
      case nil: "without end"
      }
    outcomes[String(outcome.prefix { $0 != "(" }), default: 0] += 1
  }

  var description: String {
    let elapsed = (ContinuousClock.now - began) / .seconds(1)
    let perEvent = time / .nanoseconds(1) / Double(max(1, events))
    let ends = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    return """
      \(events) events, \(actions) actions in \(tenths(elapsed)) s, \(Int(Double(events) / elapsed)) events/s; \
      the state machine takes \(Int(perEvent)) ns an event; \(ends.joined(separator: ", "))
      """
  }

  private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
