import Foundation
import Testing

@testable import SystemMetrics

@Suite("Graphics processors")
struct GraphicsProcessorsTests {
  private let fixture: ProcFSFixture

  init() throws {
    fixture = try ProcFSFixture()
    // As on a machine with four, of which a container has two.
    for name in ["nvidia2", "nvidia3", "nvidiactl", "nvidia-uvm", "nvidia-modeset", "null"] {
      try fixture.file("dev/\(name)", "")
    }
  }

  @Test("are counted by their device files, and numbered from 0 as CUDA does")
  func devices() {
    let found = GraphicsProcessors(devices: fixture.root + "/dev", visible: nil)
    #expect(found.names == ["0", "1"])
    #expect((0..<5).map(found.name) == ["0", "1", "0", "1", "0"])
  }

  @Test("are none on a machine without device files")
  func none() {
    let found = GraphicsProcessors(devices: fixture.root + "/proc", visible: nil)
    #expect(found == GraphicsProcessors())
    #expect(found.name(forSlot: 0) == nil)
  }

  @Test(
    "are those that the operator lets us see",
    arguments: [
      ("2,3", ["2", "3"]), (" GPU-8932f937 , MIG-1", ["GPU-8932f937", "MIG-1"]), ("", []),
      ("-1", []), ("1,-1,0", ["1"]), ("NoDevFiles", []),
    ])
  func visible(text: String, names: [String]) {
    #expect(GraphicsProcessors(devices: fixture.root + "/dev", visible: text).names == names)
  }
}
