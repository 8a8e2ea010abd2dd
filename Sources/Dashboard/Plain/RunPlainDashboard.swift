import Dispatch
import Foundation

/// The dashboard without a screen: writes what happens, line by line, until the job that was asked
/// for is over or nobody reads any more. Ctrl-C ends it as it ends any program.
///
/// Blocks the thread; needs no terminal.
///
/// - Parameters:
///   - source: What is asked for the jobs.
///   - options: Its job and time zone count; the rest is a screen's.
///   - write: Takes a line; false when nobody reads.
package func runPlainDashboard(
  source: DashboardSource, options: DashboardOptions, write: (String) -> Bool
) {
  let news = DispatchSemaphore(value: 0)
  let mailbox = Mailbox { news.signal() }
  let tasks = SourceTasks(source: source, mailbox: mailbox)
  defer { tasks.stop() }
  var report = PlainReport(job: options.job, timeZone: options.timeZone)
  while !report.isOver {
    tasks.follow(report.subscriptions)
    news.wait()
    for message in mailbox.take() {
      for line in report.take(message, now: Date()) where !write(line) { return }
    }
  }
}
