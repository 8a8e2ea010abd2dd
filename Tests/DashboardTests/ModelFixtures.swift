import BatchEndpoints
import Dashboard
import Foundation
import TerminalUI

let severalModels = [
  ModelSummary(
    name: "resnet50-onnx", version: "3", type: "custom_model", bytes: 102_548_480, fileCount: 17,
    digest: String(repeating: "9f3c", count: 16), createdAt: .before(90_000),
    about: "ResNet-50 v1.5, exported for ONNX Runtime",
    path: "/home/op/.local/share/batchdeck/models/resnet50-onnx/3/export",
    usedBy: ["images/resnet50-onnx", "images/canary"]),
  ModelSummary(
    name: "resnet50-onnx", version: "2", type: "custom_model", bytes: 102_548_111, fileCount: 17,
    digest: String(repeating: "51aa", count: 16), createdAt: .before(900_000), path: "/m/2"),
  ModelSummary(
    name: "sentiment\u{1B}[31m", version: "1", type: "mlflow_model", bytes: 1_340_211,
    fileCount: 6, digest: String(repeating: "c0de", count: 16), createdAt: .before(400),
    path: "/srv/写真/model", usedBy: ["reviews/sentiment"]),
]

private let artifactFolders: [String: [ArtifactEntry]] = [
  "": [ArtifactEntry(path: "export", bytes: 102_548_480, fileCount: 17)],
  "export": [
    ArtifactEntry(path: "export/MLmodel", bytes: 512),
    ArtifactEntry(path: "export/labels.csv", bytes: 9_000),
    ArtifactEntry(path: "export/index.json", bytes: 120),
    ArtifactEntry(path: "export/model.onnx", bytes: 102_400_000),
    ArtifactEntry(path: "export/readme\u{1B}[2J.txt", bytes: 20),
    ArtifactEntry(path: "export/variables", bytes: 100_000, fileCount: 12),
  ],
  "export/variables": (0..<12).map {
    ArtifactEntry(path: "export/variables/part-\($0)", bytes: 8_000)
  },
]

/// How the files of the invented model begin.
func inventedPreview(_ path: String) -> ArtifactPreview {
  let name = path.split(separator: "/").last.map(String.init) ?? ""
  let text: [UInt8] =
    switch name {
    case "MLmodel":
      Array(
        """
        artifact_path: model
        flavors:
          python_function:
            loader_module: mlflow.sklearn
          sklearn:
            sklearn_version: 1.5.0
        mlflow_version: 2.14.1
        run_id: 9c2f
        signature:
          inputs: '[{"name": "x", "type": "double"}]'
          outputs: '[{"type": "long"}]'

        """.utf8)
    case "labels.csv":
      Array("id,label,\"a, quoted\"\n1,cat,x\n22,dog\u{7F},y\n3,ha".utf8.filter { $0 != 0x7F })
    case "index.json": Array(#"{"b":{"c":[1,2]},"a":"x/y"}"#.utf8)
    case "model.onnx": [0x08, 0x07, 0x12, 0x07] + Array("pytorch".utf8) + [0xFF, 0x00, 0x1B]
    default: Array("plain\ttext\nsecond line\n".utf8)
    }
  let isCut = name == "labels.csv" || name == "model.onnx"
  return ArtifactPreview(
    bytes: isCut ? 1_000_000 : text.count, sha256: String(repeating: "ab12", count: 16),
    head: text)
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

  /// Answers what the artifacts screen asks for, until it asks for nothing new.
  mutating func answerArtifacts() {
    var answered: Set<Question> = []
    for _ in 0..<4 {
      for case .answer(let question, _) in subscriptions
      where answered.insert(question).inserted {
        switch question {
        case .artifacts(_, let folder):
          let entries = artifactFolders[folder] ?? []
          _ = update(
            .answered(
              question, .artifacts(ArtifactFolder(entries: entries, total: entries.count))),
            now: afternoon)
        case .preview(_, let path):
          let name = path.split(separator: "/").last.map(String.init) ?? ""
          _ = update(
            .answered(question, .preview(PreviewText(inventedPreview(path), name: name))),
            now: afternoon)
        default: break
        }
      }
    }
  }
}
