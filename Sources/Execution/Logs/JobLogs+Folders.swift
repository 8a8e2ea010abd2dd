extension JobLogs {
  /// Makes the folders that a job's processes write their logs to, and the file that explains them.
  static func makeFolders(in folder: JobFolder) throws {
    for stream in JobFolder.LogStream.allCases { try makeFolder(folder.workerLogFolder(stream)) }
    try makeFolder(folder.entryScriptLogFolder)
    for name in ["sys/node", "sys/error", "user/error", "perf"] {
      try makeFolder("\(folder.logsPath)/\(name)/\(JobFolder.node)")
    }
    LogFile(path: folder.logsPath + "/readme.txt").write(readme)
  }

  private static let readme = """
    job_progress_overview.DAY.txt        how far the job is, a line every ten seconds
    job_result.txt, job_error.txt        how it ended
    user/error.txt                       errors of the scoring script, all workers together
    user/error/NODE/processNNN.txt       the same for one worker process
    user/stdout, user/stderr             what worker processes print, and their logging; of more
                                         than 16 MiB the first 8 and the last 4 or more
    user/entry_script_log                what EntryScript().logger writes
    sys/master_role.txt                  the runner's own log
    sys/node/NODE/processNNN.txt         each attempt of one worker process at a mini-batch; a mini-batch
                                         is called by the position of its first file in the input
    perf/NODE                            memory, processors and disk, a line every ten seconds

    A worker process that is replaced leaves its number to none: the next one has the next number.

    """
}
