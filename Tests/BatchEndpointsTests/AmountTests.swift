import BatchEndpoints
import Testing

@Suite("Amounts in words")
struct AmountTests {
  @Test("one thing is singular, and any other number of them is plural")
  func counts() {
    let words = [0, 1, 2, 1_234_567].map { Amount.count($0, "file") }
    #expect(words == ["0 files", "1 file", "2 files", "1 234 567 files"])
    #expect([1, 2].map { Amount.count($0, "mini-batch") } == ["1 mini-batch", "2 mini-batches"])
  }
}
