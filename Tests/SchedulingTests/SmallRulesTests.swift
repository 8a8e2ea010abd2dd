import Scheduling
import Testing

@Suite("Small rules of scheduling")
struct SmallRulesTests {
  @Test(
    "a failing init() waits 0.1 s, doubling, at most 10 s",
    arguments: zip([1, 2, 3, 7, 8, 500], [100, 200, 400, 6400, 10_000, 10_000]))
  func backoff(failures: Int, milliseconds: Int) {
    #expect(InitBackoff.delay(afterFailures: failures) == .milliseconds(milliseconds))
  }

  @Test(
    "fast scripts get mini-batches ahead, slow ones do not",
    arguments: zip(
      [nil, Duration.zero, .microseconds(10), .microseconds(500), .milliseconds(50), .seconds(1)],
      [1, 16, 16, 4, 2, 1]))
  func prefetch(meanRun: Duration?, depth: Int) {
    #expect(PrefetchDepth.depth(meanRun: meanRun) == depth)
  }

  @Test("gaps are what no settled range covers")
  func gaps() {
    let settled = [FileRange(first: 5, count: 2), FileRange(first: 0, count: 3)]
    #expect(
      FileRange(first: 0, count: 9).gaps(around: settled)
        == [FileRange(first: 3, count: 2), FileRange(first: 7, count: 2)])
    #expect(FileRange(first: 0, count: 0).gaps(around: []) == [])
    #expect(FileRange(first: 0, count: 3).gaps(around: [FileRange(first: 0, count: 3)]) == [])
  }
}
