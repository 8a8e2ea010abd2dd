import BatchEndpoints
import Dashboard
import Foundation
import TerminalUI

let severalModels = [
  ModelSummary(
    name: "resnet50-onnx", version: "3", type: "custom_model", bytes: 102_548_480, fileCount: 17,
    digest: String(repeating: "9f3c", count: 16), createdAt: .before(90_000),
    about: "ResNet-50 v1.5, exported for ONNX Runtime",
    path: "/srv/models/resnet50/export", isInPlace: true, tags: ["team": "vision"],
    usedBy: ["images/resnet50-onnx", "images/canary"]),
  ModelSummary(
    name: "resnet50-onnx", version: "2", type: "custom_model", bytes: 102_548_111, fileCount: 17,
    digest: String(repeating: "51aa", count: 16), createdAt: .before(900_000), path: "/m/2"),
  ModelSummary(
    name: "sentiment\u{1B}[31m", version: "1", type: "mlflow_model", bytes: 1_340_211,
    fileCount: 6, digest: String(repeating: "c0de", count: 16), createdAt: .before(400),
    path: "/srv/写真/model", usedBy: ["reviews/sentiment"]),
]

/// Files of the invented model in `export/variables`.
let manyParts = 1_000_000

private let artifactFolders: [String: [ArtifactEntry]] = [
  "": [ArtifactEntry(path: "export", bytes: 102_548_480, fileCount: 1_000_007)],
  "export": [
    ArtifactEntry(path: "export/variables", bytes: 100_000, fileCount: manyParts),
    ArtifactEntry(path: "export/MLmodel", bytes: 512),
    ArtifactEntry(path: "export/digit.png", bytes: 742),
    ArtifactEntry(path: "export/index.json", bytes: 120),
    ArtifactEntry(path: "export/labels.csv", bytes: 9_000),
    ArtifactEntry(path: "export/model.bin", bytes: 102_400_000),
    ArtifactEntry(path: "export/readme\u{1B}[2J.txt", bytes: 20),
  ],
]

private func part(_ number: Int) -> ArtifactEntry {
  let digits = "\(number)"
  let name = String(repeating: "0", count: 7 - digits.count) + digits
  return ArtifactEntry(path: "export/variables/part-\(name)", bytes: 8_000)
}

/// What the invented model answers.
func artifactPage(_ query: ArtifactQuery) -> ArtifactPage {
  if !query.text.isEmpty || query.folder == "export/variables" {
    let total = query.text.isEmpty || query.text == "part" ? manyParts : 0
    let end = min(total, query.offset + ArtifactQuery.limit)
    return ArtifactPage(entries: (query.offset..<max(query.offset, end)).map(part), total: total)
  }
  let entries = artifactFolders[query.folder] ?? []
  return ArtifactPage(entries: entries, total: entries.count)
}

/// A glance at a file of the invented model.
func inventedPreview(_ path: String) -> ArtifactPreview {
  let name = path.split(separator: "/").last.map(String.init) ?? ""
  var content = FilePreview(kind: "text", lines: ["plain\ttext", "second line"], bytes: 23)
  switch name {
  case "MLmodel":
    content = FilePreview(
      kind: "MLflow model",
      facts: [
        .init("flavors", "python_function, sklearn"), .init("inputs", "x: double, 写真: string?"),
        .init("run id", "9c2f\u{1B}[31m"),
      ],
      lines: ["flavors:", "  python_function:", "    loader_module: mlflow.sklearn"], bytes: 512)
  case "model.bin":
    content = FilePreview(
      kind: "binary",
      lines: ["00000000  08 07 12 07 70 79 74 6f 72 63 68 ff 00 1b        ....pytorch..."],
      isCut: true, bytes: 102_400_000)
  case "digit.png":
    // A light ring on a dark ground.
    let points = (0..<24 * 24).map { index -> UInt32 in
      let (x, y) = (index % 24 - 12, index / 24 - 12)
      return (36...100).contains(x * x + y * y) ? 0xE0D0A0 : 0x203040
    }
    content = FilePreview(
      kind: "PNG", facts: [.init("size", "24 x 24"), .init("mode", "8-bit RGB")],
      picture: FilePreview.Picture(width: 24, height: 24, points: points), isCut: true, bytes: 742)
  case "labels.csv":
    content = FilePreview(
      kind: "CSV", lines: (0..<300).map { "\($0)  " + String(repeating: "wide ", count: 40) },
      isCut: true, bytes: 9_000)
  default: break
  }
  return ArtifactPreview(sha256: String(repeating: "ab12", count: 16), content: content)
}

extension DashboardState {
  static func models(_ models: [ModelSummary] = severalModels, size: Size) -> DashboardState {
    var state = DashboardState.jobs(severalJobs, size: size)
    state.press("5")
    _ = state.update(.answered(.models, .models(models)), now: afternoon)
    return state
  }

  /// The files of the first model.
  static func artifacts(size: Size) -> DashboardState {
    var state = DashboardState.models(size: size)
    state.press("Enter")
    state.answerArtifacts()
    return state
  }

  /// The same with a file selected and looked at.
  static func artifacts(at path: String, size: Size) -> DashboardState {
    var state = DashboardState.artifacts(size: size)
    for _ in 0..<20 where state.artifacts.selected?.path != path { state.press("j") }
    state.answerArtifacts()
    return state
  }

  /// The form for a new model, filled in and looked at.
  static func registration(
    size: Size, review: ModelReview = ModelReview(facts: ["It has an MLmodel file."])
  ) -> DashboardState {
    var state = DashboardState.models(size: size)
    state.press("n")
    _ = state.update(.input(.paste("/srv/models/sheet reader")), now: afternoon)
    state.press("Down Tab 3 Tab Space")
    _ = state.update(
      .answered(.modelReview(state.registration.draft), .modelReview(review)), now: afternoon)
    return state
  }

  /// Answers what the artifacts screen asks for, until it asks for nothing new.
  mutating func answerArtifacts() {
    var answered: Set<Question> = []
    for _ in 0..<4 {
      for case .answer(let question, _) in subscriptions
      where answered.insert(question).inserted {
        switch question {
        case .artifacts(let query):
          _ = update(.answered(question, .artifacts(artifactPage(query))), now: afternoon)
        case .preview(_, let path, _):
          _ = update(.answered(question, .preview(inventedPreview(path))), now: afternoon)
        default: break
        }
      }
    }
  }
}
