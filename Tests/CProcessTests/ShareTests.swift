import CProcess
import Glibc
import Testing

@Suite("Sharing")
struct ShareTests {
  @Test("only our end of a socket pair is non-blocking, and neither is inherited")
  func socketPair() {
    var ends: [Int32] = [-1, -1]
    #expect(batchdeck_socketpair(&ends) == 0)
    defer { ends.forEach { close($0) } }
    #expect(ends.map { fcntl($0, F_GETFL) & O_NONBLOCK != 0 } == [true, false])
    #expect(ends.map { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 } == [true, true])
    #expect(write(ends[0], "ping", 4) == 4)
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(read(ends[1], &bytes, 8) == 4)
  }

  @Test("what a child stores in the page is loaded here")
  func page() throws {
    let descriptor = batchdeck_memfd("status", 4096)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var page: UnsafeMutableRawPointer?
    #expect(batchdeck_page_map(descriptor, 4096, false, &page) == 0)
    let mapped = try #require(page)
    defer { batchdeck_page_unmap(mapped, 4096) }
    #expect(batchdeck_page_load(mapped, 0) == 0)

    var child = Launch(shell: #"printf '\001\002\0\0\0\0\0\0\052\0\0\0\0\0\0\0' >&4"#)
    child.descriptors = [.init(source: descriptor, target: 4)]
    finish(try child.spawn())
    #expect(batchdeck_page_load(mapped, 0) == 0x201)
    #expect(batchdeck_page_load(mapped, 1) == 42)
    #expect(batchdeck_page_load(mapped, 511) == 0)
  }

  @Test("nobody can change the size of the page", arguments: [0, 8192] as [off_t])
  func sealed(size: off_t) throws {
    let descriptor = batchdeck_memfd("status", 4096)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    #expect(ftruncate(descriptor, size) == -1)
    #expect(errno == EPERM)
  }

  @Test("a mapping that cannot be made is an error")
  func badMapping() {
    var page: UnsafeMutableRawPointer?
    #expect(batchdeck_page_map(-1, 4096, true, &page) == -EBADF)
    #expect(page == nil)
  }
}
