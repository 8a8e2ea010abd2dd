import ArgumentParser
import BatchEndpoints
import Foundation
import OutputFormats

/// A call of `az` that scripts make around batch deployments, and that changes nothing here: its answer
/// is what is true of this machine, under Azure's names.
struct AzAnswer: Sendable {
  /// How the call begins.
  let words: [String]
  private let result: @Sendable (Options) -> ManifestValue

  private init(
    _ words: String, _ result: @escaping @Sendable (Options) -> ManifestValue = { _ in .null }
  ) {
    self.words = words.split(separator: " ").map(String.init)
    self.result = result
  }

  /// Of several that fit the first is meant.
  static let all = [
    AzAnswer("login") { _ in .list([account]) },
    AzAnswer("logout"),
    AzAnswer("account set"),
    AzAnswer("account show") { _ in account },
    AzAnswer("account list") { _ in .list([account]) },
    AzAnswer("configure"),
    AzAnswer("config set"),
    AzAnswer("extension add"),
    AzAnswer("extension update"),
    AzAnswer("extension remove"),
    AzAnswer("extension show") { _ in mlExtension },
    AzAnswer("extension list") { _ in .list([mlExtension]) },
    AzAnswer("version") { _ in
      .map([
        "batchdeck": .text(BatchDeck.version),
        "extensions": .map(["ml": .text(BatchDeck.version)]),
      ])
    },
    AzAnswer("group create", group),
    AzAnswer("group show", group),
    AzAnswer("ml workspace create", workspace),
    AzAnswer("ml workspace show", workspace),
    AzAnswer("ml compute create", compute),
    AzAnswer("ml compute show", compute),
    AzAnswer("ml compute list") { .list([compute($0)]) },
    AzAnswer("ml compute delete"),
  ]

  /// Prints the answer to a call with these arguments behind its words.
  func give(_ arguments: [String]) throws {
    let options = try Options.parse(arguments)
    let result = result(options)
    if result == .null { return }
    var output = options.output.defaulting(to: .json)
    // With a query there is a table of whatever it gives.
    output.query = output.query ?? "@"
    try output.show(result)
  }

  /// Whatever else is asked for is passed over.
  struct Options: ParsableArguments {
    @Option(name: [.customShort("n"), .long]) var name: String?
    @Option(name: [.customShort("t"), .long]) var type: String?
    @OptionGroup var output: OutputOptions
    @Argument(parsing: .allUnrecognized) var rest: [String] = []
  }

  // MARK: - This machine in Azure's words

  private static let local = ManifestValue.text("local")

  private static var account: ManifestValue {
    .map([
      "environmentName": local, "id": local, "isDefault": .boolean(true),
      "name": .text(ProcessInfo.processInfo.hostName), "state": .text("Enabled"),
      "tenantId": local, "user": .map(["name": .text(NSUserName()), "type": .text("user")]),
    ])
  }

  private static let mlExtension = ManifestValue.map([
    "name": .text("ml"), "version": .text(BatchDeck.version),
  ])

  private static func group(_ options: Options) -> ManifestValue {
    .map([
      "id": local, "location": local, "name": options.name.map(ManifestValue.text) ?? local,
      "properties": .map(["provisioningState": .text("Succeeded")]),
    ])
  }

  private static func workspace(_ options: Options) -> ManifestValue {
    .map([
      "id": local, "location": local, "name": options.name.map(ManifestValue.text) ?? local,
      "provisioning_state": .text("Succeeded"), "resource_group": local,
    ])
  }

  /// Whatever compute a deployment names, its jobs run on this machine.
  private static func compute(_ options: Options) -> ManifestValue {
    let machine = ProcessInfo.processInfo
    return .map([
      "cores": .integer(machine.activeProcessorCount),
      "description": .text("This machine, whatever compute a deployment names."),
      "id": local, "location": local, "max_instances": .integer(1),
      "memory_bytes": .integer(Int(machine.physicalMemory)), "min_instances": .integer(1),
      "name": options.name.map(ManifestValue.text) ?? local,
      "provisioning_state": .text("Succeeded"), "size": local,
      "type": .text(options.type ?? "amlcompute"),
    ])
  }
}
