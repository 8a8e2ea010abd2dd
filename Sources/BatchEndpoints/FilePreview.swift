/// What a glance at a file tells, without the file being loaded.
package struct FilePreview: Sendable, Equatable {
  /// A labelled line.
  package struct Fact: Sendable, Equatable {
    package var label: String
    package var value: String

    package init(_ label: String, _ value: String) {
      self.label = label
      self.value = value
    }
  }

  /// What the file is, such as `JSON` or `NumPy array`.
  package var kind: String
  /// What its header says.
  package var facts: [Fact]
  /// Its content as lines of text, as far as it was read.
  package var lines: [String]
  /// Its picture, made small.
  package var picture: Picture?
  /// Whether there is more in the file than is shown.
  package var isCut: Bool
  /// Of the whole file, now.
  package var bytes: Int

  package init(
    kind: String, facts: [Fact] = [], lines: [String] = [], picture: Picture? = nil,
    isCut: Bool = false, bytes: Int
  ) {
    self.kind = kind
    self.facts = facts
    self.lines = lines
    self.picture = picture
    self.isCut = isCut
    self.bytes = bytes
  }

  /// Points row by row, each 0xRRGGBB.
  package struct Picture: Sendable, Equatable {
    package let width: Int
    package let height: Int
    package let points: [UInt32]

    /// Nil unless there is a point for every place.
    package init?(width: Int, height: Int, points: [UInt32]) {
      guard width > 0, height > 0, points.count == width * height else { return nil }
      self.width = width
      self.height = height
      self.points = points
    }

    /// The point at a place; the nearest one outside.
    package subscript(x: Int, y: Int) -> UInt32 {
      points[min(max(0, y), height - 1) * width + min(max(0, x), width - 1)]
    }
  }
}
