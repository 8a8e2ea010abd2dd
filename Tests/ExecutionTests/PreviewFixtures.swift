import Foundation

// Small files of known formats, made by the libraries that people use or put together here.

/// Files as NumPy, Pillow and zlib write them, by name.
enum WrittenFile {
  /// `numpy.save(file, numpy.zeros((2, 3, 4), ">f8", order="F"))`, its header.
  static let array = bytes(
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCks"
      + "IH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo=")
  /// `numpy.savez_compressed(file, weights=numpy.zeros((3, 4), "f4"), labels=numpy.arange(5))`
  static let arrays = bytes(
    "UEsDBBQAAAAIAAAAIQDAoczqSQAAALAAAAALABQAd2VpZ2h0cy5ucHkBABAAsAAAAAAAAABJAAAAAAAAAJvsF+obEMnI"
      + "UMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CiaaOgq1CmQDLgYSAQBQSwME"
      + "FAAAAAgAAAAhAMt3nalRAAAAqAAAAAoAFABsYWJlbHMubnB5AQAQAKgAAAAAAAAAUQAAAAAAAACb7BfqGxDJyFDGUK2e"
      + "klqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqmOpo6CrUKFAAuBihghNJMUJoZSrNAaQBQ"
      + "SwECFAMUAAAACAAAACEAwKHM6kkAAACwAAAACwAAAAAAAAAAAAAAgAEAAAAAd2VpZ2h0cy5ucHlQSwECFAMUAAAACAAA"
      + "ACEAy3edqVEAAACoAAAACgAAAAAAAAAAAAAAgAGGAAAAbGFiZWxzLm5weVBLBQYAAAAAAgACAHEAAAATAQAAAAA=")
  /// 5 by 5 points of red `50 x`, green `60 y`, blue `10 x y`; each row with another filter.
  static let colours = bytes(
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAIAAAACDbGyAAAAQ0lEQVR42j3JqRGAQBAAweZRp8+sWYM5jd5wCIJIiImw"
      + "AEPVmK6BnYOLm0m9bn/za9VUV6nG4hTZIyMyI7f1+xqdZDw5Gwcd70lvWgAAAABJRU5ErkJggg==")
  /// 4 by 4 points of two bits: black, red at (1, 1), green at (3, 3).
  static let palette = bytes(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAEAgMAAADUn3btAAAADFBMVEUAAAD/AAAA/wAAAAC2wvxRAAAAEElEQVR4nGNgYBBg"
      + "YGBgAgAAWgAT7zs6cgAAAABJRU5ErkJggg==")
  /// 31 by 17 points each.
  static let gif = bytes("R0lGODdhHwARAIEAAAAAAAAAAAAAAAAAACwAAAAAHwARAEAIJwABCBxIsKDBgwgT")
  static let bmp = bytes("Qk2WBgAAAAAAADYAAAAoAAAAHwAAABEAAAABABgAAAAAAGAGAADEDgAAxA4AAAAAAAAAAAAA")
  static let webp = bytes(
    "UklGRjIAAABXRUJQVlA4ICYAAADQAgCdASofABEAPm00lkekIyIhKAgAgA2JaQAAPaOgAP77nMAAAA==")
  static let jpeg: [UInt8] =
    [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x04, 0x41, 0x42, 0xFF, 0xC2, 0x00, 0x11, 0x08]
    + [0x00, 17, 0x00, 31, 0x03, 0x01, 0x22]
  /// `"".join(f"{i} green bottles, {i*i} of them\n" for i in range(200))`, with codes of its own.
  static let bottles = bytes(
    "bZhBsuw0DEXnrKIXwMCSbNneDlXvwwD4VfD2X5hJ57qPxu4kzol8pdPt9fs/X19/v377+f3959e/v77a6+eP1/cfX3/9"
      + "Yp9L9l7yz6X+XorPpf1e6rhhvtfG55qP91p+rsVz3cROnuetz7V8trk/19bzdtaw0SZYyMXlWqCx/jzVggie/RoB7edN"
      + "jYiEkSUByrXA5EueC1DhsudN/FIJYNWFlYNV73Ity2g9z3WwGv7s2cFqzOd9HaxSWDlYpV4LVlOfC1ZT98yykvcNsNrC"
      + "KsBqC+dgXTX5SMHCavKFg5VlUh4xWNLCK5LLUpgBYBZS1bGKEyE7BzIbcp46z2IKtM7DmHKSO6lNCYFOakvyoxfnUaKn"
      + "80A2odZ5Ik0Cr/NIepNng5pHk52Dmvf2vPdoTAOhNkDNU68GNZ/y7BEME9n5ADXfGvSgFkptMOxNmI9ZRJU8m0kW8r0H"
      + "o6xLtWRj0gm1BLWYUqkJarGkzhPUYsspyc4clTOWoNb1hCao9ZDzneySXdIhQa2nZEuCWp+STJMdQGNtgtpokokT1IZJ"
      + "oE42gZA0nuwCXaJ8gtrQPjCTPUSvBrWx9dkcL5rufLMFyXuvxuFEqC1QyyHMl7ODyRdboJZLvvcCtdmkWtZgAxRqC9Rm"
      + "SKUuts8hdb7YP6eckgVqc8sZ241jm1DboLZczvd2dmcdCUFtpWTLBrW1JJn2YHMXahvUznvJ1aC2u2TqXpwNJJE3qO3V"
      + "dJ6tBlodaZsV08V1h2L86LIDa8UAkvIG5+fFhCIErHEIMSV47scfeOgdOIicUUP3wFHEMvUtOIzYUjMo1MBvOSjsINQP"
      + "CkHwoYpQOIJPtYRCE3yrKNAULC5XoCxYdNUFq0Y6NQYqg8VWaaA1WLdUT2rFWKgk6Q52TqveoVCtJQlsNAgbJglulAgb"
      + "IR3A6BF2dRCjSthY1x1IMu89kGTG9RYkmReHKEZk7cBGs7B5fYtCLmbXr1noxbzqoRCMubWiCsVYV00WknFmcb0DSa7r"
      + "XBSisdsl37uY5/VsFrKxdQK0Qjf2lQ8UjhOjmjBUDm9XRlE6vE1NuUI77pysxCM0aQv1sCurC/n4H6X8gPrhV78oBOQy"
      + "ECsUxK+eVUhImO6h0JDQnmmFiMRUDlSRI1FKkjLiPfRbUEe868xgFJKjK1oPVBIfOrNYFip31SS1xIfOTEYx8TOKyh6o"
      + "Jp46sxnlxM/pFw7UE5/3v1MkOYfmAxXFp86sRknxEyD6FiS5dGY2ioqvKyepKr51ZjfKiu+hWU1dOZ1Z057CcuxX+8Us"
      + "9PjqOJSWaPu6wywM+toDJfnQ1begJrs6m1FejoUrSepLuDqjUWAiTL8mFSaiX/9ZkmQsrShqTFzObBSZMwRpVVNloquz"
      + "G2UmRujJos7E0P8MbBd/OVzzJJUmUv+zMErNmdQ0Yag1MfU/E6PYnBlIU45qE+vKScrNmWA0aak3sfQ/I6PgnHFS056K"
      + "c6RT+sV/")

  private static func bytes(_ base64: String) -> [UInt8] {
    Array(Data(base64Encoded: base64) ?? Data())
  }
}

/// Protocol buffers, written.
enum Protobuf {
  static func number(_ field: Int, _ value: Int) -> [UInt8] { varint(field << 3) + varint(value) }

  static func bytes(_ field: Int, _ content: [UInt8]) -> [UInt8] {
    begin(field, length: content.count) + content
  }

  /// What comes before a content of so many bytes.
  static func begin(_ field: Int, length: Int) -> [UInt8] {
    varint(field << 3 | 2) + varint(length)
  }

  static func text(_ field: Int, _ text: String) -> [UInt8] { bytes(field, Array(text.utf8)) }

  private static func varint(_ value: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }
}

/// An ONNX model of two convolutions and a ReLU: what comes before its weights, and what after.
func partsOfONNX(weightBytes: Int) -> (head: [UInt8], tail: [UInt8]) {
  func value(_ name: String, _ sides: [[UInt8]]) -> [UInt8] {
    let shape = Protobuf.bytes(2, sides.flatMap { Protobuf.bytes(1, $0) })
    let tensor = Protobuf.number(1, 1) + shape
    return Protobuf.text(1, name) + Protobuf.bytes(2, Protobuf.bytes(1, tensor))
  }
  let x = value("x", [Protobuf.text(2, "batch"), Protobuf.number(1, 3), Protobuf.number(1, 224)])
  let y = value("y", [Protobuf.text(2, "batch"), Protobuf.number(1, 1000)])
  let tail =
    Protobuf.bytes(11, x) + Protobuf.bytes(11, value("w", [Protobuf.number(1, 9)]))
    + Protobuf.bytes(12, y)
  let tensor =
    Protobuf.number(2, 1) + Protobuf.text(8, "w") + Protobuf.begin(9, length: weightBytes)
  let graph =
    Protobuf.bytes(1, Protobuf.text(1, "x") + Protobuf.text(4, "Conv"))
    + Protobuf.bytes(1, Protobuf.text(4, "Relu")) + Protobuf.bytes(1, Protobuf.text(4, "Conv"))
    + Protobuf.text(2, "main") + Protobuf.begin(5, length: tensor.count + weightBytes) + tensor
  let head =
    Protobuf.number(1, 8) + Protobuf.text(2, "pytorch") + Protobuf.text(3, "2.3.0")
    + Protobuf.bytes(8, Protobuf.number(2, 17))
    + Protobuf.bytes(8, Protobuf.text(1, "ai.onnx.ml") + Protobuf.number(2, 3))
    + Protobuf.begin(7, length: graph.count + weightBytes + tail.count)
  return (head + graph, tail)
}

/// A safetensors file of a header and as many bytes of data.
func safetensors(header: String, dataBytes: Int) -> [UInt8] {
  let length = UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + Array(header.utf8)
    + [UInt8](repeating: 1, count: dataBytes)
}
