#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// Open file description locks (fcntl_locking(2)) belong to a descriptor as flock(2)'s do, but can be
// looked at without being taken: with flock, a look would make a start at that moment fail.

static int open_lock(const char *path, int flags) {
  int descriptor;
  do {
    descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor < 0 ? -errno : descriptor;
}

enum lock_byte {
  // Locked as long as the whole lock is held.
  claim_byte = 0,
  // Locked as well once the pid in the file is the holder's, not the one before it.
  owner_byte = 1,
};

static struct flock range(enum lock_byte byte, short type) {
  return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
}

static int take(int descriptor, enum lock_byte byte) {
  struct flock lock = range(byte, F_WRLCK);
  if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0) return 0;
  return errno == EACCES || errno == EAGAIN ? -EWOULDBLOCK : -errno;
}

static int is_taken(int descriptor, enum lock_byte byte) {
  struct flock lock = range(byte, F_RDLCK);
  if (fcntl(descriptor, F_OFD_GETLK, &lock) != 0) return -errno;
  return lock.l_type == F_UNLCK ? 0 : 1;
}

static int write_owner(int descriptor) {
  char text[24];
  int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
  if (ftruncate(descriptor, 0) != 0) return -errno;
  ssize_t written = pwrite(descriptor, text, (size_t)length, 0);
  if (written < 0) return -errno;
  return written == length ? 0 : -EIO;
}

static int read_owner(int descriptor) {
  int taken = is_taken(descriptor, owner_byte);
  if (taken <= 0) return taken;
  char text[24] = {0};
  if (pread(descriptor, text, sizeof text - 1, 0) < 0) return -errno;
  long owner = strtol(text, NULL, 10);
  return owner > 0 && owner <= INT32_MAX ? (int)owner : 0;
}

int batchdeck_lock_file(const char *path) {
  int descriptor = open_lock(path, O_RDWR | O_CREAT);
  if (descriptor < 0) return descriptor;
  int error = take(descriptor, claim_byte);
  if (error == 0) error = write_owner(descriptor);
  if (error == 0) error = take(descriptor, owner_byte);
  if (error == 0) return descriptor;
  close(descriptor);
  return error;
}

void batchdeck_unlock_file(int descriptor) {
  // From the start to wherever the file ends.
  struct flock all = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
  fcntl(descriptor, F_OFD_SETLK, &all);
  close(descriptor);
}

int batchdeck_lock_is_held(const char *path) {
  int descriptor = open_lock(path, O_RDONLY);
  if (descriptor < 0) return descriptor == -ENOENT ? 0 : descriptor;
  int held = is_taken(descriptor, claim_byte);
  close(descriptor);
  return held;
}

pid_t batchdeck_lock_owner(const char *path) {
  int descriptor = open_lock(path, O_RDONLY);
  if (descriptor < 0) return descriptor == -ENOENT ? 0 : descriptor;
  int owner = read_owner(descriptor);
  close(descriptor);
  return owner;
}
