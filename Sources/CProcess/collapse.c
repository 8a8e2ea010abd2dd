#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>

int batchdeck_collapse_file(int descriptor, int64_t start, int64_t length) {
  // The file system writes what it moves to the disk before it moves it, and lets nobody write to the file
  // meanwhile. Most of that is done beforehand, while they can.
  sync_file_range(descriptor, start + length, 0,
                  SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  return fallocate(descriptor, FALLOC_FL_COLLAPSE_RANGE, start, length) == 0 ? 0 : -errno;
}
