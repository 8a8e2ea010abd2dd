import BatchEndpoints
import CJPEG

/// A JPEG as a small picture, the way up that its EXIF data says.
struct JPEGPicture {
  /// Of the picture that is kept, in points.
  private static let mostColumns = 160
  private static let mostRows = 120
  /// Of the file's picture; a half second's work.
  private static let mostPoints = 1 << 28
  /// What a progressive one may take while it is decoded: some forty million points.
  private static let mostBytes = 128 << 20
  /// What was not decoded.
  private static let backdrop: UInt32 = 0x808080

  /// At most 160 by 120 points, its sides in proportion; nil where nothing could be decoded.
  private(set) var small: FilePreview.Picture?
  /// Why there is no picture, or what is wrong with the file; a sentence, nil where nothing is.
  private(set) var note: String?

  /// - Throws: `ExecutionError.io`.
  init(_ file: PreviewFile, orientation: Int) throws {
    let isTurned = orientation >= 5
    var limits = cj_limits(
      columns: UInt32(isTurned ? Self.mostRows : Self.mostColumns),
      rows: UInt32(isTurned ? Self.mostColumns : Self.mostRows),
      points: UInt64(Self.mostPoints), bytes: UInt64(Self.mostBytes))
    var points = [UInt32](repeating: Self.backdrop, count: Self.mostColumns * Self.mostRows)
    var source = Source(file: file)
    var result = withUnsafeMutablePointer(to: &source) {
      cj_shrink(Source.read, UnsafeMutableRawPointer($0), &limits, &points)
    }
    if let error = source.error { throw error }

    let words = withUnsafeBytes(of: &result.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if !words.isEmpty { note = words + "." }
    guard result.done > 0 else { return }
    let (width, height) = (Int(result.width), Int(result.height))
    points.removeLast(points.count - width * height)
    small = FilePreview.Picture(width: width, height: height, points: points)?
      .upright(orientation)
  }

  /// What libjpeg reads from. A fault is kept and looks like the end of the file.
  private struct Source {
    let file: PreviewFile
    var error: (any Error)?

    static let read: cj_read = { context, offset, bytes, room in
      guard let bytes, let source = context?.assumingMemoryBound(to: Source.self),
        let offset = Int(exactly: offset), source.pointee.error == nil
      else { return 0 }
      do {
        let found = try source.pointee.file.bytes(at: offset, count: room)
        let target = UnsafeMutableBufferPointer(start: bytes, count: room)
        return target.update(fromContentsOf: found)
      } catch {
        source.pointee.error = error
        return 0
      }
    }
  }
}

extension FilePreview.Picture {
  /// Turned and mirrored so that its stored first row and column lie where EXIF's orientation,
  /// 1…8, has them (EXIF 2.32, tag 274); other numbers are taken for 1.
  fileprivate func upright(_ orientation: Int) -> FilePreview.Picture? {
    let (right, bottom) = (width - 1, height - 1)
    let isTurned = (5...8).contains(orientation)
    let (columns, rows) = isTurned ? (height, width) : (width, height)
    var turned: [UInt32] = []
    turned.reserveCapacity(points.count)
    for y in 0..<rows {
      for x in 0..<columns {
        let point =
          switch orientation {
          case 2: self[right - x, y]
          case 3: self[right - x, bottom - y]
          case 4: self[x, bottom - y]
          case 5: self[y, x]
          case 6: self[y, bottom - x]
          case 7: self[right - y, bottom - x]
          case 8: self[right - y, x]
          default: self[x, y]
          }
        turned.append(point)
      }
    }
    return FilePreview.Picture(width: columns, height: rows, points: turned)
  }
}
