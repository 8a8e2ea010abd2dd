#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names.h"

// fts(3) with a comparison gives the same order, but stats every name of a directory through its full
// path before the first is out, and keeps 300 bytes of each; this stats through the directory, one
// file at a time as it is called back.

enum { read_buffer_size = 64 * 1024 };

// The directories that are open now, innermost first; a directory found among them is a cycle.
struct ancestor {
  const struct ancestor *parent;
  dev_t device;
  ino_t inode;
};

struct walk {
  batchdeck_walk_callback callback;
  void *context;
  size_t root_length;
  // The relative path at hand. With the root's it stays within PATH_MAX, which also bounds recursion.
  char path[PATH_MAX + NAME_MAX + 2];
  char buffer[read_buffer_size] __attribute__((aligned(16)));
};

static int report(struct walk *walk, size_t path_length, struct batchdeck_entry entry) {
  entry.path = walk->path;
  entry.path_length = path_length;
  return walk->callback(walk->context, &entry) ? 0 : 1;
}

static int report_problem(
    struct walk *walk, size_t path_length, enum batchdeck_entry_kind kind, int error) {
  return report(walk, path_length, (struct batchdeck_entry){.kind = kind, .error = error});
}

// The question costs as much as the stat, and is spared where everybody may read: an access list or a
// security module can still refuse such a file, which then fails in the script and is named there.
static int visit_regular(
    struct walk *walk, int directory, const char *name, size_t path_length, const struct stat *status) {
  const mode_t everybody = S_IRUSR | S_IRGRP | S_IROTH;
  // AT_EACCESS: may *this* process read it, whoever started it.
  if ((status->st_mode & everybody) != everybody &&
      faccessat(directory, name, R_OK, AT_EACCESS) != 0) {
    return report_problem(walk, path_length, batchdeck_entry_unreadable_file, errno);
  }
  return report(
      walk, path_length,
      (struct batchdeck_entry){
          .kind = batchdeck_entry_file,
          .size = status->st_size,
          .mtime_ns = status->st_mtim.tv_sec * INT64_C(1000000000) + status->st_mtim.tv_nsec,
      });
}

// `error` is that of the stat. Some file systems give no types with the names, so it is asked again.
static int visit_missing(
    struct walk *walk, int directory, const char *name, size_t path_length, int error) {
  struct stat status;
  bool is_link = fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                 S_ISLNK(status.st_mode);
  return report_problem(
      walk, path_length, is_link ? batchdeck_entry_broken_link : batchdeck_entry_unreadable_file,
      error);
}

static int visit_file(struct walk *walk, int directory, const char *name, size_t path_length) {
  struct stat status;
  if (fstatat(directory, name, &status, 0) != 0) {
    return visit_missing(walk, directory, name, path_length, errno);
  }
  switch (status.st_mode & S_IFMT) {
    case S_IFREG:
      return visit_regular(walk, directory, name, path_length, &status);
    case S_IFSOCK:
      return report_problem(walk, path_length, batchdeck_entry_socket, 0);
    case S_IFIFO:
      return report_problem(walk, path_length, batchdeck_entry_fifo, 0);
    case S_IFDIR:  // It was a file when the names were read; its place in the order is past.
      return report_problem(walk, path_length, batchdeck_entry_unreadable_file, EISDIR);
    default:
      return report_problem(walk, path_length, batchdeck_entry_device, 0);
  }
}

static int visit_directory(
    struct walk *walk, int parent, const char *name, size_t path_length,
    const struct ancestor *ancestors);

static int visit_name(
    struct walk *walk, int directory, const char *text, const struct name *name, size_t path_length,
    const struct ancestor *ancestors) {
  memcpy(walk->path + path_length, text, (size_t)name->length + 1);
  path_length += name->length;
  if (walk->root_length + 1 + path_length >= PATH_MAX) {
    return report_problem(
        walk, path_length,
        name->is_directory ? batchdeck_entry_unreadable_directory : batchdeck_entry_unreadable_file,
        ENAMETOOLONG);
  }
  return name->is_directory ? visit_directory(walk, directory, text, path_length, ancestors)
                            : visit_file(walk, directory, text, path_length);
}

static int visit_names(
    struct walk *walk, int directory, size_t path_length, const struct ancestor *ancestors) {
  struct names names = {0};
  int result = batchdeck_names_read(&names, directory, walk->buffer, sizeof walk->buffer);
  if (result != 0 && result != -ENOMEM && ancestors->parent) {
    // What was read before the error is dropped: half a directory is worse than a named problem.
    result = report_problem(walk, path_length, batchdeck_entry_unreadable_directory, -result);
  } else {
    for (size_t i = 0; i < names.count && result == 0; i++) {
      const struct name *name = &names.entries[i];
      const char *text = batchdeck_name_text(&names, name);
      result = visit_name(walk, directory, text, name, path_length, ancestors);
    }
  }
  batchdeck_names_free(&names);
  return result;
}

static bool is_among(const struct ancestor *ancestors, const struct ancestor *directory) {
  for (; ancestors; ancestors = ancestors->parent) {
    if (ancestors->inode == directory->inode && ancestors->device == directory->device) return true;
  }
  return false;
}

static int visit_directory(
    struct walk *walk, int parent, const char *name, size_t path_length,
    const struct ancestor *ancestors) {
  int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat status;
  if (directory < 0 || fstat(directory, &status) != 0) {
    int error = errno;
    if (directory >= 0) close(directory);
    if (!ancestors) return -error;
    return report_problem(walk, path_length, batchdeck_entry_unreadable_directory, error);
  }
  struct ancestor here = {.parent = ancestors, .device = status.st_dev, .inode = status.st_ino};
  int result = is_among(ancestors, &here)
                   ? report_problem(walk, path_length, batchdeck_entry_directory_cycle, 0)
                   : visit_names(walk, directory, path_length, &here);
  close(directory);
  return result;
}

static int visit_root_file(struct walk *walk, const char *root) {
  const char *slash = strrchr(root, '/');
  const char *name = slash ? slash + 1 : root;
  size_t length = strlen(name);
  memcpy(walk->path, name, length + 1);
  return visit_file(walk, AT_FDCWD, root, length);
}

int batchdeck_walk(const char *root, batchdeck_walk_callback callback, void *context) {
  struct stat status;
  if (stat(root, &status) != 0) return -errno;  // Refuses a root longer than PATH_MAX as well.
  struct walk *walk = malloc(sizeof *walk);
  if (!walk) return -ENOMEM;
  walk->callback = callback;
  walk->context = context;
  walk->root_length = strlen(root);
  walk->path[0] = '\0';
  int result = S_ISDIR(status.st_mode) ? visit_directory(walk, AT_FDCWD, root, 0, NULL)
                                       : visit_root_file(walk, root);
  free(walk);
  return result;
}
