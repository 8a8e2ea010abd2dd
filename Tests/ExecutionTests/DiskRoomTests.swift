import Testing

@testable import Execution

@Suite("Room on a disk")
struct DiskRoomTests {
  @Test(
    "is too little below a hundredth of it all, between 1 and 64 MiB, or without a name to give",
    arguments: [
      (DiskRoom(free: 1 << 20, total: 16 << 20), false),
      (DiskRoom(free: (1 << 20) - 1, total: 16 << 20), true),
      (DiskRoom(free: 10 << 20, total: 1000 << 20), false),
      (DiskRoom(free: (10 << 20) - 1, total: 1000 << 20), true),
      (DiskRoom(free: 64 << 20, total: 1 << 40), false),
      (DiskRoom(free: (64 << 20) - 1, total: 1 << 40), true),
      (DiskRoom(free: 1 << 30, total: 1 << 40, freeNames: 0), true),
      (DiskRoom(free: 1 << 30, total: 1 << 40, freeNames: 1), false),
    ])
  func isFull(room: DiskRoom, expected: Bool) {
    #expect(room.isFull == expected)
  }

  @Test("is told of a folder, and of nothing where there is none")
  func reading() throws {
    let room = try #require(DiskRoom(at: "/"))
    #expect(room.total > 0 && room.free <= room.total)
    #expect(DiskRoom(at: "/nowhere") == nil)
  }
}
