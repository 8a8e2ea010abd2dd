#ifndef BATCHDECK_CTHEMES_H
#define BATCHDECK_CTHEMES_H

#include <stddef.h>

/// A theme as it stands in the top-level folder `themes`.
typedef struct {
  /// The file's name without ".yaml".
  const char *name;
  /// `count` bytes, not terminated.
  const unsigned char *bytes;
  size_t count;
} batchdeck_theme;

/// The first of `batchdeck_theme_count` themes, in the order to list them.
extern const batchdeck_theme *const batchdeck_themes;
extern const size_t batchdeck_theme_count;

#endif
