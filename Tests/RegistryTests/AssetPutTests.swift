import BatchEndpoints
import Foundation
import Registry
import Testing

@Suite("Registering an asset once more", .timeLimit(.minutes(15)))
struct AssetPutTests {
  private let workspace: Workspace
  private let database: RegistryDatabase

  init() throws {
    workspace = try Workspace()
    database = try RegistryDatabase(path: workspace["registry.sqlite"])
  }

  private func put(
    _ version: String?, path: String = "/d", type: String = "uri_folder",
    description: String? = nil, tags: [String: String] = [:], at seconds: Double = 0
  ) throws -> RegisteredData {
    try database.data.put("sheets", version: version) {
      RegisteredData(
        $0, type: type, description: description, tags: tags, path: path,
        createdAt: instant(seconds))
    }
  }

  @Test("the same content takes over the description and the tags, and nothing else")
  func described() throws {
    _ = try put("1", description: "old", tags: ["a": "b"], at: 1)
    try database.data.setArchived(true, name: "sheets", version: "1")
    let again = try put("1", tags: ["c": "d"], at: 2)
    var expected = RegisteredData(
      AssetVersion(name: "sheets", version: "1"), type: "uri_folder", tags: ["c": "d"],
      path: "/d", createdAt: instant(1))
    expected.isArchived = true
    #expect(again == expected)
    #expect(try database.data.list(.all) == [expected])
  }

  @Test("other content is refused", arguments: [("/e", "uri_folder"), ("/d", "uri_file")])
  func differs(path: String, type: String) throws {
    let known = try put("1", description: "old")
    let error = RegistryError.differs(.asset(.data, name: "sheets", version: "1"))
    #expect(throws: error) { try put("1", path: path, type: type, description: "new") }
    #expect(
      "\(error)" == "The data asset sheets:1 is already registered with other content; "
        + "give another version, or none to take the next.")
    #expect(try database.data.list() == [known])
  }

  @Test("without a version it is always a new one")
  func unversioned() throws {
    #expect(try put(nil).version == "1")
    #expect(try put(nil).version == "2")
  }

  @Test(
    "where an environment lies matters only to lines that may name a file",
    arguments: [
      ("numpy==2.1", true), ("-r requirements.txt", false), ("./wheels/a.whl", false),
      ("wheels/a.whl", false),
    ])
  func folder(line: String, isSame: Bool) throws {
    func environment(in folder: String, pip: String? = nil) -> RegisteredEnvironment {
      var conda = CondaFile()
      conda.pip = [pip ?? line]
      return RegisteredEnvironment(
        AssetVersion(name: "e", version: "1"), conda: conda, folder: folder,
        createdAt: instant(0))
    }
    #expect(environment(in: "/a").hasContent(of: environment(in: "/a")))
    #expect(environment(in: "/a").hasContent(of: environment(in: "/b")) == isSame)
    #expect(!environment(in: "/a").hasContent(of: environment(in: "/a", pip: "other")))
  }
}
