import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

/// SplitMix64 (Steele, Lea, Flood 2014): random lives that can be lived again from their seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

@Suite("Properties")
struct PropertyTests {
  /// Every key that any state binds, and many that none does.
  static let keys: [KeyPress] = {
    var keys = (0x20..<0x7F).compactMap { Unicode.Scalar($0) }
      .map { KeyPress(.character(Character($0))) }
    keys += "abcdefghijklmnopqrstuvwxyz".flatMap {
      [KeyPress(.character($0), control: true), KeyPress(.character($0), alt: true)]
    }
    keys += [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .tab, .backTab, .enter,
      .escape, .backspace, .delete, .insert, .function(1), .function(2), .function(5), .function(6),
    ].map { KeyPress($0) }
    return keys
  }()

  @Test("no life of random keys, news and sizes traps or draws outside", arguments: 1...16)
  func lives(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    var state = DashboardState(size: Self.size(&random))
    for step in 0..<40 {
      _ = state.update(Self.message(&random), now: afternoon.addingTimeInterval(Double(step)))
      check(state, &random)
    }
  }

  private func check(_ state: DashboardState, _ random: inout SeededGenerator) {
    let context = Bool.random(using: &random) ? ViewContext.unicode : .ascii
    let surface = state.view(context)
    #expect(surface.size == state.size)
    for y in 0..<surface.size.rows {
      let width = surface.row(y).reduce(0) { $0 + $1.width }
      #expect(width == surface.size.columns, "row \(y) of \(state)")
    }
    // The selected row is among those on screen.
    let names = state.shownJobs.map(\.name)
    if state.screen == .jobs, let index = state.jobs.cursor.index(in: names) {
      let visible = max(1, state.size.rows - 6)
      let offset = state.jobs.cursor.offset
      #expect((offset..<offset + visible).contains(index))
    }
  }

  /// What the operator may have chosen.
  enum Choice: CaseIterable, Sendable { case usual, ownKeys, readOnly }

  /// Letters that mean something in dialogs, keys that swap, one taken away, one for everywhere.
  static let ownKeys = OperatorKeys([
    .init(action: "move-down", presses: [KeyPress(.character("k"))]),
    .init(action: "move-up", presses: [KeyPress(.character("j")), KeyPress(.up)]),
    .init(action: "freeze", presses: []),
    .init(action: "back", presses: [KeyPress(.backspace), KeyPress(.character("!"))]),
    .init(action: "cancel", presses: [KeyPress(.character("c"), control: true)]),
    .init(action: "quit", presses: [KeyPress(.character("x"))]),
    .init(action: "next-panel", presses: [KeyPress(.function(6))]),
    .init(action: "first", presses: [KeyPress(.character("0"))]),
    .init(action: "more-workers", presses: [KeyPress(.character("a"), alt: true)]),
    .init(action: "show-run", presses: [KeyPress(.function(2))]),
  ])

  static let footers =
    (1...10).map { (seed: $0, choice: Choice.usual) }
    + (1...3).flatMap { [(seed: $0, choice: Choice.ownKeys), (seed: $0, choice: .readOnly)] }

  @Test(
    "the footer names exactly the keys that are accepted, but those that always are",
    arguments: footers)
  func footer(seed: Int, choice: Choice) {
    var random = SeededGenerator(state: UInt64(seed) &* 7919)
    // So wide that no hint is left out.
    var state = DashboardState(size: Size(columns: 500, rows: 40))
    if choice == .ownKeys { state.keys = Self.ownKeys }
    state.isReadOnly = choice == .readOnly
    for _ in 0..<15 {
      var message = Self.message(&random, numbersAreFinite: true)
      if case .input(.resize) = message { message = .tick }
      let asked = state.update(message, now: afternoon)
      if state.isReadOnly {
        #expect(!asked.contains { if case .order = $0 { true } else { false } })
      }

      let bindings = KeyMap.bindings(in: state)
      let footer =
        state.view(.unicode).text.split(
          separator: "\n", omittingEmptySubsequences: false
        ).last.map(String.init) ?? ""
      for binding in bindings {
        let isForAlways = binding.keys.contains { [.redraw, .suspend, .quit].contains($0.action) }
        #expect(
          footer.contains("\(binding.hint) \(binding.label)") != isForAlways, "\(footer)")
      }
      let bound = bindings.flatMap(\.keys).map(\.press)
      #expect(Set(bound).count == bound.count, "a key is bound twice in \(bound)")
      for key in Self.keys where !bound.contains(key) {
        // What a field does with keys is its own, and no field names them all in a footer.
        if var field = state.field, field.handle(key) != .ignored { continue }
        var copy = state
        let effects = copy.update(.input(.key(key)), now: afternoon)
        if state.isReadOnly, copy.notice?.text.contains("read-only") == true {
          copy.notice = state.notice
        }
        if state.notice == nil || state.notice?.isAboutKey == true,
          copy.notice?.text.hasSuffix(" lists the keys.") == true
        {
          copy.notice = state.notice
        }
        #expect(effects.isEmpty && copy == state, "\(key) is accepted but not shown")
      }
    }
  }

  @Test("every state has a mark and a word of its own", arguments: [Glyphs.unicode, .ascii])
  func looks(glyphs: Glyphs) {
    let context = ViewContext(glyphs: glyphs, now: afternoon, timeZone: .gmt)
    let jobs = JobStatus.allCases.map { StatusLook($0, context) }
    let workers = JobSnapshot.WorkerState.allCases.map { StatusLook($0, context) }
    #expect(Set(jobs.map(\.word)).count == jobs.count)
    #expect(Set(workers.map(\.word)).count == workers.count)
    #expect((jobs + workers).allSatisfy { !$0.mark.isWhitespace && !$0.word.isEmpty })
    if glyphs.isASCII { #expect((jobs + workers).allSatisfy { $0.mark.isASCII }) }
  }

  @Test("ASCII screens hold ASCII only", arguments: ScreenTests.scenes, ScreenTests.sizes)
  func ascii(scene: ScreenTests.Scene, size: Size) {
    let text = scene.state(size).view(.ascii).text.replacing("写真", with: "")
      .replacing("日本", with: "")
    #expect(text.allSatisfy { $0.isASCII })
  }

  // MARK: - Random messages

  private static func size(_ random: inout SeededGenerator) -> Size {
    Size(columns: .random(in: 1...200, using: &random), rows: .random(in: 1...60, using: &random))
  }

  /// What is not a number is not equal to itself, so tests that compare states do without.
  static func message(
    _ random: inout SeededGenerator, numbersAreFinite: Bool = false
  ) -> Message {
    switch Int.random(in: 0..<20, using: &random) {
    case 0, 1: return .input(.resize(size(&random)))
    case 2:
      return .jobsListed(
        severalJobs.shuffled(using: &random).suffix(
          .random(in: 0...severalJobs.count, using: &random)))
    case 3: return .jobsUnavailable(reason: "locked\n\u{1B}[31m")
    case 4 where Bool.random(using: &random):
      return workerAnswer(&random)
    case 4 where Bool.random(using: &random):
      return .changesFound(["it has\u{1B} changed"], by: Restart(.rest), job: "brave-otter-4821")
    case 4: return .orderAnswered(job: "brave-otter-4821", .cancel(now: false), failure: nil)
    case 5:
      guard Bool.random(using: &random) else { return .tick }
      let query = FailureQuery(
        job: "brave-otter-4821", offset: [0, 0, 128].randomElement(using: &random) ?? 0, limit: 512,
        errorClass: [nil, nil, "OSError"].randomElement(using: &random) ?? nil)
      if Bool.random(using: &random) {
        return .answered(
          .failureClasses(job: query.job),
          .failureClasses([FailureClass(name: "OSError", count: .max / 4)]))
      }
      let total = Int.random(in: 0...1_000_000, using: &random)
      return .answered(.failures(query), .failures(manyFailures(query, total: total)))
    case 6:
      let (x, y) = (Int.random(in: 0..<200, using: &random), Int.random(in: 0..<60, using: &random))
      let kinds: [MouseEvent.Kind] = [.press, .wheelUp, .wheelDown, .release, .drag]
      return .input(
        .mouse(
          MouseEvent(kind: kinds.randomElement(using: &random) ?? .press, button: .left, x: x, y: y)
        ))
    case 7, 8, 9:
      return .watched(job: "brave-otter-4821", news(&random, isFinite: numbersAreFinite))
    case 10: return .input(.key(KeyPress(.enter)))
    case 11: return .input(.key(KeyPress(.tab)))
    default:
      return .input(.key(keys.randomElement(using: &random) ?? KeyPress(.escape)))
    }
  }

  private static func workerAnswer(_ random: inout SeededGenerator) -> Message {
    let job = "brave-otter-4821"
    let name = "user/stdout/localhost/process000.stdout.txt"
    switch Int.random(in: 0...12, using: &random) {
    case 10:
      var draft = ModelDraft()
      draft.path = "/tmp/m\u{1B}"
      let orders: [ModelOrder] = [
        .register(draft), .archive("resnet50-onnx:3"), .restore("resnet50-onnx:3"),
        .delete("resnet50-onnx:2"),
      ]
      return .modelOrderAnswered(
        orders.randomElement(using: &random) ?? .delete("x:1"), made: severalModels.last,
        failure: [nil, "it is gone\u{7}"].randomElement(using: &random) ?? nil)
    case 11: return .modelProgress(ModelProgress(bytesDone: 7, bytesTotal: .random(in: 0...9)))
    case 12:
      return .programEnded(
        .editor, path: "/m", complaint: [nil, "no\u{1B}"].randomElement(using: &random) ?? nil)
    case 7: return .answered(.models, .models(severalModels.shuffled(using: &random)))
    case 8:
      let folder = ["", "export"].randomElement(using: &random) ?? ""
      let entries = (0..<Int.random(in: 0...99, using: &random)).map {
        ArtifactEntry(
          path: folder.isEmpty ? "export" : "export/\($0)\u{1B}", bytes: $0,
          fileCount: $0 % 2 == 0 ? $0 : nil)
      }
      let total = Int.random(in: 0...1_000_000, using: &random)
      return .answered(
        .artifacts(
          ArtifactQuery(
            model: "resnet50-onnx:3", folder: folder,
            offset: [0, 0, 128].randomElement(using: &random) ?? 0)),
        .artifacts(
          ArtifactPage(
            entries: folder.isEmpty ? Array(entries.prefix(1)) : entries,
            total: folder.isEmpty ? min(1, total) : total)))
    case 9:
      let path = "export/\(Int.random(in: 0...9, using: &random))\u{1B}"
      let name =
        ["MLmodel", "labels.csv", "model.onnx", "index.json", "digit.png"]
        .randomElement(using: &random) ?? ""
      return .answered(
        .preview(model: "resnet50-onnx:3", path: path, look: 0), .preview(inventedPreview(name)))
    case 4:
      return .answered(
        .logFiles(job: job, worker: nil),
        .logFiles((0...9).map { LogFile(name: "\($0)", sizeBytes: $0, modifiedAt: afternoon) }))
    case 5, 6:
      let start = [nil, 0, 65_536].randomElement(using: &random) ?? nil
      let query = LogQuery(
        job: job, name: "\(Int.random(in: 0...1, using: &random))", start: start,
        length: 256 * 1024)
      return .answered(
        .log(query),
        .log(LogText(inventedLog(query, size: .random(in: 0...500_000, using: &random)))))
    case 0:
      return .answered(
        .logFiles(job: job, worker: .random(in: 0...2, using: &random)),
        .logFiles([LogFile(name: name, sizeBytes: 99, modifiedAt: afternoon)]))
    case 1:
      let bytes = (0..<Int.random(in: 0...9000, using: &random)).map { _ in
        [0x0A, 0x1B, 0x41, 0xC3, 0x0D].randomElement(using: &random) ?? 0x41 as UInt8
      }
      let query = LogQuery(job: job, name: name, start: nil, length: 32 * 1024)
      return .answered(
        .log(query), .log(LogText(LogWindow(start: 7, bytes: bytes, fileSize: 7 + bytes.count))))
    case 2:
      return .answered(
        .stack(job: job, worker: 0, number: 1), .stack("Thread 0x7f\u{1B}[2J\n  File\n"))
    default:
      return .unanswered(.stack(job: job, worker: 0, number: 1), reason: "it is gone\u{7}")
    }
  }

  private static func news(
    _ random: inout SeededGenerator, isFinite: Bool
  ) -> WatchNews {
    let odd: Double = isFinite ? 1e300 : .nan
    var news = WatchNews()
    var snapshot: JobSnapshot =
      [
        .running, .preparing, .failed, .over(.completed), .over(.interrupted),
      ].randomElement(using: &random) ?? .running
    snapshot.progress.filesTotal = .random(in: 0...Int.max / 2, using: &random)
    snapshot.progress.filesFailed = .random(in: 0...9_999_999, using: &random)
    snapshot.progress.filesPerSecond =
      [0, 1e-9, 1e12, odd, .infinity].randomElement(
        using: &random) ?? 0
    snapshot.progress.etaSeconds = [nil, 0, 1e18, odd].randomElement(using: &random) ?? nil
    if Bool.random(using: &random) {
      snapshot.inForce = JobSnapshot.InForce(
        workers: .random(in: 0...7, using: &random),
        workersLeaving: .random(in: 0...2, using: &random),
        workersAdmitted: .random(in: 1...6, using: &random),
        admissionReason: [nil, "memory\u{1B}[2J"].randomElement(using: &random) ?? nil,
        miniBatchSize: [64, 16].randomElement(using: &random) ?? 64,
        pauseReason: [nil, "by the operator"].randomElement(using: &random) ?? nil)
    }
    snapshot.workers = (0..<Int.random(in: 0...70, using: &random)).map { id in
      JobSnapshot.Worker(
        id: id, state: JobSnapshot.WorkerState.allCases.randomElement(using: &random) ?? .idle,
        miniBatch: id, fileIndex: .random(in: 0...9, using: &random),
        fileCount: .random(in: 0...9, using: &random),
        file: "a\u{1B}b\n写" + String(repeating: "é", count: id),
        rssBytes: .random(in: 0...Int.max / 2, using: &random), cpuPercent: odd,
        runningSeconds: .infinity)
    }
    snapshot.recentFailures = snapshot.recentFailures.shuffled(using: &random)
    snapshot.recentFailures.removeLast(
      .random(in: 0...snapshot.recentFailures.count, using: &random))
    news.absorb(.snapshot(snapshot))
    if Bool.random(using: &random) {
      news.absorb(.history(samples(.random(in: 0...900, using: &random))))
    }
    if Int.random(in: 0..<4, using: &random) == 0 { news.absorb(.disconnected(reason: "gone")) }
    return news
  }
}
