// The names of one directory, read in one go and sorted as their paths will sort.

#ifndef BATCHDECK_NAMES_H
#define BATCHDECK_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One entry of a directory. A directory's name, and that of a link to one, ends in '/'.
struct name {
  // The first eight bytes that can differ in this directory, the first in the highest byte: most
  // comparisons end here, without touching the text.
  uint64_t key;
  size_t offset;
  uint16_t length;
  bool is_directory;
};

struct names {
  struct name *entries;
  size_t count, capacity;
  char *text;
  size_t text_length, text_capacity;
};

/// Reads and sorts; 0 or a negated errno. `buffer` is scratch space for getdents64(2). Free the result
/// after a failure too.
int batchdeck_names_read(struct names *names, int directory, void *buffer, size_t buffer_size);
void batchdeck_names_free(struct names *names);

static inline const char *batchdeck_name_text(const struct names *names, const struct name *name) {
  return names->text + name->offset;
}

#endif
