import Foundation
import Preferences
import Testing

@testable import TerminalUI

@Suite struct BuiltInThemesTests {
  private static let catalog = ThemeCatalog(environment: [:])
  private static let names = catalog.items.map(\.name)

  @Test("the themes that are embedded are those of the folder")
  func folder() throws {
    let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "../../themes").standardized
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }
    #expect(Set(files) == Set(Self.names.map { "\($0).yaml" }))
    for name in Self.names {
      let path = folder.appending(path: "\(name).yaml").path
      #expect(try ThemeCatalog.read(path: path).theme == Self.catalog.theme(name).theme)
    }
  }

  @Test(
    "those that are known without their files are the same in them",
    arguments: [Theme.terminal, .mono])
  func known(theme: Theme) throws {
    #expect(try Self.catalog.theme(theme.name).theme == theme)
  }

  @Test("every colour can be read as it is, with 24 bits and with 256 colours", arguments: names)
  func contrasts(name: String) throws {
    let file = try Self.catalog.theme(name)
    #expect(file.warnings.isEmpty, "\(file.warnings)")
    #expect(file.author == "BatchDeck")
    for role in Role.allCases {
      guard let exact = file.theme.contrast(of: role) else { continue }
      #expect(exact.shown == exact.foreground)
      guard
        case .palette(let index) = file.theme.resolve(.role(role), depth: .palette256).foreground
      else { continue }
      let quantised = contrast(ColorCube.rgb(Int(index)), exact.background)
      // The nearest of 240 is not quite the same.
      #expect(quantised >= role.minimumContrast * 0.85, "\(role)")
    }
  }

  @Test("selected lines can be read", arguments: names)
  func selection(name: String) throws {
    let theme = try Self.catalog.theme(name).theme
    guard let background = theme.rgb(0x2) else { return }
    for slot in [0x5, 0x8, 0x9, 0xA, 0xB, 0xC, 0xD] {
      let color = try #require(theme.rgb(slot))
      #expect(contrast(color, background) >= 3, "base0\(String(slot, radix: 16))")
    }
  }

  @Test("high contrast is 7:1", arguments: ["high-contrast-dark", "high-contrast-light"])
  func highContrast(name: String) throws {
    let theme = try Self.catalog.theme(name).theme
    for role in Role.allCases {
      let found = try #require(theme.contrast(of: role))
      #expect(found.ratio >= 7, "\(role)")
    }
  }

  @Test(
    "states differ for every kind of colour vision",
    arguments: ["colour-safe-dark", "colour-safe-light"], ColorVision.allCases)
  func colorVision(name: String, vision: ColorVision) throws {
    let theme = try Self.catalog.theme(name).theme
    let states: [Role] = [.ok, .running, .warning, .error, .retrying]
    for (index, one) in states.enumerated() {
      for other in states[(index + 1)...] {
        let left = try #require(theme.contrast(of: one)).shown
        let right = try #require(theme.contrast(of: other)).shown
        // In OKLab, where 0.02 can just be seen side by side.
        #expect(vision.distance(left, right) > 0.1, "\(one) and \(other)")
      }
    }
  }
}

/// How a colour is seen (Machado, Oliveira, Fernandes 2009, severity 1.0, on linear sRGB).
enum ColorVision: CaseIterable, Sendable {
  case normal, protanopia, deuteranopia, tritanopia

  private var matrix: [Double] {
    switch self {
    case .normal: [1, 0, 0, 0, 1, 0, 0, 0, 1]
    case .protanopia:
      [
        0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
      ]
    case .deuteranopia:
      [
        0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881,
      ]
    case .tritanopia:
      [
        1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900,
      ]
    }
  }

  /// In OKLab.
  func distance(_ left: UInt32, _ right: UInt32) -> Double {
    OKLab(rgb: seen(left)).squaredDistance(to: OKLab(rgb: seen(right))).squareRoot()
  }

  private func seen(_ rgb: UInt32) -> UInt32 {
    let linear = [16, 8, 0].map { shift -> Double in
      let value = Double(rgb >> UInt32(shift) & 0xFF) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return (0..<3).reduce(0) { seen, row in
      let value = min(1, max(0, (0..<3).map { matrix[row * 3 + $0] * linear[$0] }.reduce(0, +)))
      let encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
      return seen << 8 | UInt32((encoded * 255).rounded())
    }
  }
}
