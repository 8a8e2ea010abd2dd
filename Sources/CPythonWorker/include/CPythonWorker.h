#ifndef BATCHDECK_CPYTHONWORKER_H
#define BATCHDECK_CPYTHONWORKER_H

#include <stddef.h>

/// A file of the Python half, as it stands in Sources/Execution/PythonWorker.
typedef struct {
  /// Relative to the folder that holds them all, such as "batchdeck_worker/wire.py".
  const char *path;
  /// `count` bytes, not terminated.
  const unsigned char *bytes;
  size_t count;
} batchdeck_python_file;

/// The first of `batchdeck_python_file_count` files.
extern const batchdeck_python_file *const batchdeck_python_files;
extern const size_t batchdeck_python_file_count;

#endif
