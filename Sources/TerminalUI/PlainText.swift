extension String {
  /// Calls `body` with the bytes of a text that has printable ASCII alone, one of which is one cell:
  /// most texts, and much sooner done than others. Nil for any other text.
  func withPlainBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
    let result = utf8.withContiguousStorageIfAvailable { bytes in
      // Without a branch, so that the compiler takes many bytes at a time.
      bytes.reduce(0) { $0 | ($1 &- 0x20 < 0x5F ? 0 : 1) } == 0 ? body(bytes) : nil
    }
    return result ?? nil
  }
}
