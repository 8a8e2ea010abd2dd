import BatchEndpoints

// What `y` offers of a job, in the list and in the monitor.

extension DashboardState {
  /// On the list the selected job, in the monitor the watched one.
  var jobCopies: [CopyChoice] {
    let listed = screen == .jobs ? selectedJob : nil
    guard let name = screen == .jobs ? listed?.name : live.job?.name else { return [] }
    let snapshot = facts.job?.name == name ? facts.job?.snapshot : nil
    var choices = [CopyChoice(key: "n", label: "name", text: name)]
    if let input = listed?.inputPath ?? snapshot?.settings.inputPath {
      choices.append(CopyChoice(key: "i", label: "input", text: input))
    }
    // The list does not tell it of a job that was not looked at.
    if let snapshot {
      choices.append(CopyChoice(key: "o", label: "output", text: snapshot.outputs.score.path))
    }
    choices.append(
      CopyChoice(key: "c", label: "command", text: "batchdeck job show -n \(name)"))
    if let again = snapshot?.settings.commandLine {
      choices.append(CopyChoice(key: "a", label: "again", text: again))
    }
    return choices
  }

  /// In the monitor: of the failed file that is open or selected, or else of the job.
  var monitorCopies: [CopyChoice] {
    monitor.focus == .failures && selectedFailure != nil ? failureCopies : jobCopies
  }
}

extension JobSnapshot.Settings {
  /// The command that starts the same job again; nil where it is not known.
  fileprivate var commandLine: String? {
    invocation.map { words in
      (["batchdeck"] + words + ["--input", inputPath]).map(ShellWord.quoted)
        .joined(separator: " ")
    }
  }
}
