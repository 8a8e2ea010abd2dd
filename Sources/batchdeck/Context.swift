import BatchEndpoints
import Execution
import Foundation
import Registry

/// What every command works with.
struct Context {
  let environment: [String: String]
  let home: BatchDeckHome
  let registry: RegistryDatabase

  init() throws {
    environment = ProcessInfo.processInfo.environment
    home = try BatchDeckHome(environment: environment)
    do {
      try home.make()
    } catch ExecutionError.io(let path, let activity, let code) {
      throw CommandFailure(
        status: .couldNotStart,
        message: "\(path): cannot \(activity): \(String(cString: strerror(code))); "
          + "set BATCHDECK_HOME to a folder that you can write to.")
    }
    registry = try RegistryDatabase(path: home.registryPath)
  }

  var directory: JobDirectory { JobDirectory(home: home, registry: registry.jobs) }

  /// Starts runners from our own executable, wherever it stands.
  var launcher: JobLauncher { launcher(in: home) }

  /// The same for jobs that are kept elsewhere.
  func launcher(in home: BatchDeckHome) -> JobLauncher {
    JobLauncher(home: home, program: Self.executablePath, environment: environment)
  }

  private static var executablePath: String {
    let link = "/proc/self/exe"
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link),
      FileManager.default.isExecutableFile(atPath: path)
    else {
      // It has been replaced meanwhile: what we are is still there, without a name (proc(5)).
      return link
    }
    return path
  }
}
