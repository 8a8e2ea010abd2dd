#define _GNU_SOURCE
#include "names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int grow(void **memory, size_t *capacity, size_t needed, size_t unit) {
  if (needed <= *capacity) return 0;
  size_t larger = *capacity < 64 ? 64 : *capacity * 2;
  if (larger < needed) larger = needed;
  void *moved = reallocarray(*memory, larger, unit);
  if (!moved) return -ENOMEM;
  *memory = moved;
  *capacity = larger;
  return 0;
}

static bool leads_to_directory(int directory, const struct dirent64 *entry) {
  if (entry->d_type == DT_DIR) return true;
  if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN) return false;
  struct stat status;
  return fstatat(directory, entry->d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

static int append(struct names *names, int directory, const struct dirent64 *entry) {
  size_t length = strlen(entry->d_name);
  bool is_directory = leads_to_directory(directory, entry);
  size_t stored = length + (is_directory ? 1 : 0);

  void *text = names->text;
  int error = grow(&text, &names->text_capacity, names->text_length + stored + 1, 1);
  names->text = text;
  if (error != 0) return error;
  void *entries = names->entries;
  error = grow(&entries, &names->capacity, names->count + 1, sizeof *names->entries);
  names->entries = entries;
  if (error != 0) return error;

  char *end = names->text + names->text_length;
  memcpy(end, entry->d_name, length);
  if (is_directory) end[length] = '/';
  end[stored] = '\0';
  names->entries[names->count++] = (struct name){
      .offset = names->text_length,
      .length = (uint16_t)stored,
      .is_directory = is_directory,
  };
  names->text_length += stored + 1;
  return 0;
}

static bool is_dot(const char *name) {
  return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static int read_entries(struct names *names, int directory, char *buffer, size_t buffer_size) {
  for (;;) {
    ssize_t count = getdents64(directory, buffer, buffer_size);
    if (count < 0) return -errno;
    if (count == 0) return 0;
    for (ssize_t at = 0; at < count;) {
      const struct dirent64 *entry = (const struct dirent64 *)(buffer + at);
      at += entry->d_reclen;
      if (is_dot(entry->d_name)) continue;
      int error = append(names, directory, entry);
      if (error != 0) return error;
    }
  }
}

// Bytes that every name begins with. Names end in NUL, which no name contains, so the shortest stops it.
static size_t common_prefix(const struct names *names) {
  const char *first = names->text + names->entries[0].offset;
  size_t common = names->entries[0].length;
  for (size_t i = 1; i < names->count && common > 0; i++) {
    const char *name = names->text + names->entries[i].offset;
    size_t same = 0;
    while (same < common && name[same] == first[same]) same++;
    common = same;
  }
  return common;
}

static void fill_keys(struct names *names) {
  size_t skip = common_prefix(names);
  for (size_t i = 0; i < names->count; i++) {
    struct name *entry = &names->entries[i];
    const unsigned char *text = (const unsigned char *)names->text + entry->offset;
    uint64_t key = 0;
    for (size_t byte = skip; byte < skip + 8; byte++) {
      key = key << 8 | (byte < entry->length ? text[byte] : 0);
    }
    entry->key = key;
  }
}

static int compare(const void *left, const void *right, void *text) {
  const struct name *a = left, *b = right;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  return strcmp((const char *)text + a->offset, (const char *)text + b->offset);
}

int batchdeck_names_read(struct names *names, int directory, void *buffer, size_t buffer_size) {
  int error = read_entries(names, directory, buffer, buffer_size);
  if (error != 0 || names->count == 0) return error;
  fill_keys(names);
  qsort_r(names->entries, names->count, sizeof *names->entries, compare, names->text);
  return 0;
}

void batchdeck_names_free(struct names *names) {
  free(names->entries);
  free(names->text);
  *names = (struct names){0};
}
