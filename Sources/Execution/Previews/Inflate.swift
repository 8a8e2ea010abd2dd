import CZlib

/// Unpacks DEFLATE (RFC 1951) up to a limit.
enum Inflate {
  /// What came out, and whether that is all of it; on an error what came before.
  static func unpack(_ packed: [UInt8], limit: Int) -> (bytes: [UInt8], isWhole: Bool) {
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { room, count in
      count = packed.withUnsafeBufferPointer {
        cz_inflate($0.baseAddress, $0.count, room.baseAddress, limit, &isWhole)
      }
    }
    return (bytes, isWhole)
  }
}
