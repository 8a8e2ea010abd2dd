import BatchEndpoints
import TerminalUI

// The keys that change a running job, and those of the questions they ask.

extension KeyMap {
  static func tuningKeys(in state: DashboardState) -> [KeyBinding] {
    guard let job = state.tunableJob else { return [] }
    let isPausing = job.isPausing
    var bindings = [
      KeyBinding(
        [
          (key("+"), .stepWorkers(1)), (key("-"), .stepWorkers(-1)), (key("="), .stepWorkers(1)),
        ], hint: "+ -", label: "workers", description: "one worker more, less", rank: 86),
      KeyBinding(
        [(key("b"), .ask(.miniBatchSize))], label: "mini-batch",
        description: "set the mini-batch size", rank: 81),
      KeyBinding(
        [(key("m"), .ask(.memoryLimit))], label: "memory",
        description: "set each worker's memory limit", rank: 72),
      KeyBinding(
        [(key("w"), .ask(.workers))], label: "workers to", description: "set the workers",
        rank: 40),
      KeyBinding(
        [(key("p"), .togglePause), (key("P"), .togglePause)],
        label: isPausing ? "continue" : "pause",
        description: isPausing ? "go on with the job" : "pause: begin no mini-batch",
        rank: isPausing ? 87 : 80),
    ]
    if state.tuning.undo != nil {
      bindings.append(
        KeyBinding(
          [(key("u"), .undo)], label: "undo", description: "take the last setting back", rank: 84))
    }
    return bindings
  }

  static func promptKeys(_ prompt: Prompt) -> [KeyBinding] {
    guard prompt.moot == nil else {
      return [
        KeyBinding(
          [(key(.escape), .back), (key(.enter), .back)], label: "close",
          description: "there is nothing to set any more", rank: 100)
      ]
    }
    let (label, description) =
      switch prompt.kind {
      case .workers, .miniBatchSize, .memoryLimit: ("set", "set it")
      case .exportFailures: ("export", "write the file")
      }
    return [
      KeyBinding([(key(.enter), .takePrompt)], label: label, description: description, rank: 100),
      KeyBinding([(key(.escape), .back)], label: "leave", description: "change nothing", rank: 99),
    ]
  }
}
