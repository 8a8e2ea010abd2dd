#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

int batchdeck_socketpair(int out[2]) {
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, out) != 0) return -errno;
  // O_NONBLOCK belongs to the open file, and each end is one of its own: [1] stays blocking.
  if (fcntl(out[0], F_SETFL, O_NONBLOCK) == 0) return 0;
  int error = errno;
  close(out[0]);
  close(out[1]);
  return -error;
}

ssize_t batchdeck_send_descriptors(
    int socket, const void *message, size_t length, const int *descriptors,
    size_t descriptor_count) {
  if (length == 0 || descriptor_count == 0 || descriptor_count > batchdeck_max_descriptors) {
    return -EINVAL;
  }
  union {
    struct cmsghdr head;  // For its alignment.
    char room[CMSG_SPACE(batchdeck_max_descriptors * sizeof(int))];
  } control = {0};
  size_t size = descriptor_count * sizeof(int);
  struct iovec part = {.iov_base = (void *)message, .iov_len = length};
  struct msghdr header = {
      .msg_iov = &part,
      .msg_iovlen = 1,
      .msg_control = control.room,
      .msg_controllen = CMSG_SPACE(size),
  };
  struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(size);
  memcpy(CMSG_DATA(rights), descriptors, size);
  ssize_t sent;
  do {
    sent = sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -errno : sent;
}

int batchdeck_memfd(const char *name, size_t size) {
  int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return -errno;
  int seals = F_SEAL_SHRINK | F_SEAL_GROW;
  if (ftruncate(descriptor, (off_t)size) == 0 && fcntl(descriptor, F_ADD_SEALS, seals) == 0) {
    return descriptor;
  }
  int error = errno;
  close(descriptor);
  return -error;
}

int batchdeck_page_map(int descriptor, size_t size, bool writable, void **out) {
  int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  void *page = mmap(NULL, size, protection, MAP_SHARED, descriptor, 0);
  *out = page == MAP_FAILED ? NULL : page;
  return page == MAP_FAILED ? -errno : 0;
}

int batchdeck_page_unmap(void *page, size_t size) {
  return munmap(page, size) == 0 ? 0 : -errno;
}

void batchdeck_page_store(void *page, size_t index, uint64_t value) {
  __atomic_store_n((uint64_t *)page + index, value, __ATOMIC_RELAXED);
}

uint64_t batchdeck_page_load(const void *page, size_t index) {
  return __atomic_load_n((const uint64_t *)page + index, __ATOMIC_RELAXED);
}
