package import BatchEndpoints

/// The latest samples of a job, oldest first, at most `capacity`.
package struct SampleHistory: Sendable, Equatable {
  /// One hour at a sample a second: what the longest graph window shows.
  package static let capacity = 3600
  /// Dropping the oldest in blocks keeps appending cheap.
  private static let slack = 256

  private var stored: [JobSample]

  package init(_ samples: [JobSample] = []) {
    stored = samples.suffix(Self.capacity)
  }

  package var samples: ArraySlice<JobSample> { stored.suffix(Self.capacity) }
  package var last: JobSample? { stored.last }
  package var isEmpty: Bool { stored.isEmpty }

  /// Adds samples in order; one that is not newer than the last is dropped, because a source that
  /// sends its history and then goes on live may repeat a second.
  package mutating func append(contentsOf samples: [JobSample]) {
    for sample in samples {
      if let last = stored.last, sample.at <= last.at { continue }
      stored.append(sample)
    }
    if stored.count > Self.capacity + Self.slack {
      stored.removeFirst(stored.count - Self.capacity)
    }
  }

  /// Files per second.
  package var throughput: TimeSeries { TimeSeries(throughputOf: samples) }

  /// Bytes of all workers together; nil where none was there to be measured.
  package var memory: TimeSeries {
    series { $0.rssBytes > 0 ? Double($0.rssBytes) : nil }
  }

  /// One number of each sample.
  package func series(_ value: (JobSample) -> Double?) -> TimeSeries {
    TimeSeries(samples.map { TimeSeries.Point(at: $0.at, value: value($0)) })
  }

  /// Files per second of a worker slot, in the latest samples.
  package func rates(ofWorker slot: Int, latest count: Int = capacity) -> TimeSeries {
    TimeSeries(
      samples.suffix(count).map { sample in
        let rates = sample.workerFilesPerSecond
        return TimeSeries.Point(
          at: sample.at, value: rates.indices.contains(slot) ? rates[slot] : nil)
      })
  }
}

extension TimeSeries {
  package init(throughputOf samples: some Sequence<JobSample>) {
    self = TimeSeries(samples.map { Point(at: $0.at, value: $0.filesPerSecond) })
  }
}
