import Glibc

extension UnsafeRawBufferPointer {
  /// Where some bytes first occur from a place on; about a gigabyte is looked through in a second.
  package func place(of word: [UInt8], from start: Int = 0) -> Int? {
    guard let base = baseAddress, let first = word.first else { return nil }
    var start = start
    while start + word.count <= count,
      let found = memchr(base + start, Int32(first), count - word.count - start + 1)
    {
      if memcmp(found, word, word.count) == 0 { return UnsafeRawPointer(found) - base }
      start = UnsafeRawPointer(found) - base + 1
    }
    return nil
  }
}
