import TerminalUI

/// What is drawn into a blank surface of a size, as text.
func picture(
  _ columns: Int, _ rows: Int, _ draw: (inout Surface, Rect) -> Void
) -> String {
  surface(columns, rows, draw).text
}

func surface(
  _ columns: Int, _ rows: Int, _ draw: (inout Surface, Rect) -> Void
) -> Surface {
  var surface = Surface(size: Size(columns: columns, rows: rows))
  draw(&surface, surface.bounds)
  return surface
}

/// Small, fast, and the same on every run of a seed (Sebastiano Vigna's SplitMix64).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
