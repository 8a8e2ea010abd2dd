import Foundation
import SystemMetrics
import Testing

@testable import Execution

@Suite("Starting workers")
struct WorkerLaunchTests {
  @Test("every file of the Python half is in the program")
  func files() throws {
    let workspace = try Workspace()
    let installed = try WorkerFiles.install(in: workspace.path)
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Execution/PythonWorker").standardizedFileURL.path
    func files(in folder: String) throws -> [String] {
      try ModelListing(path: folder).files.map { String($0.source.dropFirst(folder.count)) }
        .filter { $0.hasSuffix(".py") }
    }
    #expect(try files(in: installed) == files(in: sources))
  }

  private func launch(
    graphics: String?, inherited: [String: String] = [:], deployment: [String: String] = [:]
  ) -> WorkerLaunch {
    var specification = JobSpecification.sample()
    specification.environmentVariables = deployment
    return WorkerLaunch(
      specification: specification, folder: JobFolder(path: "/job"), workerFiles: "/worker",
      cores: 4, inherited: inherited, initLimit: .seconds(30), began: .distantPast,
      graphics: GraphicsProcessors(visible: graphics ?? ""))
  }

  /// `CUDA_VISIBLE_DEVICES` of the first slots, of workers that are started and of those that are forked.
  private func visible(_ launch: WorkerLaunch) -> [String?] {
    let started = (0..<3).map { launch.environment(ofSlot: $0)["CUDA_VISIBLE_DEVICES"] }
    let server = launch.environment(ofSlot: 0)
    let forked = (0..<3).map { slot in
      server.merging(launch.forkRequest(slot: slot, process: 9).environment) { $1 }[
        "CUDA_VISIBLE_DEVICES"]
    }
    #expect(started == forked)
    return started
  }

  @Test("each has a graphics processor of its own, as far as there are any")
  func graphics() {
    let launch = launch(graphics: "0,5", inherited: ["CUDA_VISIBLE_DEVICES": "0,5"])
    #expect(visible(launch) == ["0", "5", "0"])
    #expect(launch.environment(ofSlot: 2)["AZ_BATCHAI_GPU_COUNT_FOUND"] == "2")
  }

  @Test("the deployment's own choice of graphics processors stands")
  func chosen() {
    let launch = launch(graphics: "0,1", deployment: ["CUDA_VISIBLE_DEVICES": "1"])
    #expect(visible(launch) == ["1", "1", "1"])
  }

  @Test("without graphics processors nothing is said of any")
  func none() {
    let launch = launch(graphics: nil, inherited: ["PATH": "/bin"])
    #expect(visible(launch) == [nil, nil, nil])
    #expect(launch.environment(ofSlot: 0)["AZ_BATCHAI_GPU_COUNT_FOUND"] == nil)
  }
}
