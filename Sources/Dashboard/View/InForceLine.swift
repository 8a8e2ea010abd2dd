import BatchEndpoints
import TerminalUI

extension JobSnapshot {
  /// Where what is asked and what is in force differ, and why the job pauses; empty when all is as
  /// asked.
  package var unsettled: [String] {
    guard let inForce, !status.isOver, status != .finalizing else { return [] }
    var parts: [String] = []
    if let reason = inForce.pauseReason { parts.append("paused \(reason)") }
    if let workers = inForce.workerWords(asked: settings.workers) { parts.append(workers) }
    if inForce.miniBatchSize != settings.miniBatchSize {
      parts.append(
        "mini-batch \(Format.grouped(settings.miniBatchSize)) asked, "
          + "\(Format.grouped(inForce.miniBatchSize)) in force")
    }
    return parts
  }
}

extension JobSnapshot.InForce {
  /// `workers 4 asked, 3 in force: 1 leaving`; nil when as many work as are asked.
  fileprivate func workerWords(asked: Int) -> String? {
    guard workers != asked || workersLeaving > 0 else { return nil }
    var why: [String] = []
    if workersLeaving > 0 { why.append("\(workersLeaving) leaving") }
    if workersAdmitted < asked {
      why.append("\(workersAdmitted) admitted, \(admissionReason ?? "no room for more")")
    }
    if why.isEmpty, workers < asked { why.append("\(asked - workers) to come") }
    let reason = why.isEmpty ? "" : ": " + why.joined(separator: ", ")
    return "workers \(asked) asked, \(workers) in force\(reason)"
  }
}

extension WatchedJob {
  var isUnsettled: Bool {
    guard connection == .live, let snapshot else { return false }
    return !snapshot.unsettled.isEmpty
  }

  /// What the overview tells below its numbers.
  func remarks(_ context: ViewContext) -> [[Span]] {
    guard isUnsettled, let parts = snapshot?.unsettled else { return outcome(context) }
    let text = "\(context.glyphs.bullet) " + parts.joined(separator: "; ")
    return outcome(context) + [[Span(text, Style(role: .warning, bold: true))]]
  }
}
