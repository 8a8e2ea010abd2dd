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

  @Test("descriptors that are sent arrive open, in their order and with their message")
  func sendDescriptors() throws {
    var ends: [Int32] = [-1, -1]
    #expect(batchdeck_socketpair(&ends) == 0)
    defer { ends.forEach { close($0) } }
    let pipe = try Pipe()
    let sent = [pipe.writing, pipe.reading]
    #expect(batchdeck_send_descriptors(ends[0], "FORK", 4, sent, 2) == 4)
    sent.forEach { close($0) }

    // Python's recv_fds as the other end, as in a fork server.
    var receiver = Launch(
      shell: """
        exec python3 -c '
        import os, socket
        message, (writing, reading), _, _ = socket.recv_fds(socket.socket(fileno=3), 64, 2)
        os.write(writing, message)
        os.write(1, os.read(reading, 64))
        '
        """)
    receiver.descriptors = [.init(source: ends[1], target: 3)]
    #expect(try receiver.output() == "FORK")
  }

  @Test("a message without bytes, without descriptors or with too many is refused")
  func sendNothing() {
    var ends: [Int32] = [-1, -1]
    #expect(batchdeck_socketpair(&ends) == 0)
    defer { ends.forEach { close($0) } }
    let many = [Int32](repeating: ends[0], count: Int(batchdeck_max_descriptors) + 1)
    #expect(batchdeck_send_descriptors(ends[0], "", 0, many, 1) == -Int(EINVAL))
    #expect(batchdeck_send_descriptors(ends[0], "a", 1, many, 0) == -Int(EINVAL))
    #expect(batchdeck_send_descriptors(ends[0], "a", 1, many, many.count) == -Int(EINVAL))
  }

  @Test("sending to an end that is closed is an error and no signal, to a full one as well")
  func sendToNobody() {
    var ends: [Int32] = [-1, -1]
    #expect(batchdeck_socketpair(&ends) == 0)
    defer { close(ends[0]) }
    let page = [UInt8](repeating: 0, count: 4096)
    var result = 0
    for _ in 0..<10_000 where result >= 0 {
      result = batchdeck_send_descriptors(ends[0], page, page.count, [ends[0]], 1)
    }
    #expect(result == -Int(EAGAIN) || result == -Int(ETOOMANYREFS))
    // Closing alone would leave it to whoever has a copy, as a child has between its fork and its exec.
    let copy = dup(ends[1])
    defer { close(copy) }
    shutdown(ends[1], Int32(SHUT_RDWR))
    close(ends[1])
    #expect(batchdeck_send_descriptors(ends[0], "a", 1, [ends[0]], 1) == -Int(EPIPE))
  }
}
