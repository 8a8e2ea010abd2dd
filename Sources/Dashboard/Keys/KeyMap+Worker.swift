import BatchEndpoints
import TerminalUI

// The keys of the worker screen.

extension KeyMap {
  static func workerKeys(in state: DashboardState) -> [KeyBinding] {
    var bindings = [
      KeyBinding(
        [(key(.tab), .nextPanel), (key(.backTab), .previousPanel)],
        label: state.worker.focus == .log ? "stack" : "log", description: "its log or its stack",
        rank: 80)
    ]
    if (state.facts.job?.snapshot?.workers.count ?? 0) > 1 {
      bindings.append(
        KeyBinding(
          [(key("n"), .nextWorker(1)), (key("N"), .nextWorker(-1))], hint: "n N",
          label: "next worker", description: "next, previous worker", rank: 70))
    }
    if state.worker.logFile != nil {
      bindings.append(
        KeyBinding(
          [(key("l"), .readLog)], label: "whole log", description: "read its log in full",
          rank: 68))
    }
    if !state.workerCopies.isEmpty { bindings += copyKeys }
    guard state.tunableJob != nil, let worker = state.shownWorker else { return bindings }
    if worker.pid != nil {
      bindings += [
        KeyBinding(
          [(key("s"), .askStack)], label: "ask stack", description: "where in its script it is",
          rank: 88),
        KeyBinding(
          [(key("X"), .stopWorker)], label: "stop", description: "replace its process (asks)",
          rank: 78),
        // Between two mini-batches as well: a key that comes and goes with them cannot be hit.
        KeyBinding(
          [(key("S"), .skipMiniBatch)], label: "skip mini-batch",
          description: "give its mini-batch up (asks)", rank: 79),
      ]
    }
    return bindings
  }
}
