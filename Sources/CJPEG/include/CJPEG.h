// The one thing that is wanted of libjpeg: a picture of any size as a small one.

#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Fills `bytes` from the file's byte `offset` on, and returns how many came: fewer than `room` at
/// the end of the file, none beyond it or where it cannot be read.
typedef size_t (*cj_read)(void *context, uint64_t offset, uint8_t *bytes, size_t room);

typedef struct {
  /// Sides of the small picture at most, in points; at least 1.
  uint32_t columns;
  uint32_t rows;
  /// Of the whole picture; more is not decoded.
  uint64_t points;
  /// A progressive picture is held whole until its last scan: bytes at most.
  uint64_t bytes;
} cj_limits;

enum {
  /// Room for a message, bytes with the NUL.
  CJ_MESSAGE = 256,
};

typedef struct {
  /// Of the small picture, in points: sides in proportion, and no larger than the picture itself.
  uint32_t width;
  uint32_t height;
  /// Of its rows from the top, those whose whole part of the picture was decoded; the others are
  /// as they were.
  uint32_t done;
  /// Why there is no picture or a part of it only, or what is wrong with the data, in libjpeg's
  /// words or ours; empty where nothing is.
  char message[CJ_MESSAGE];
} cj_result;

/// Decodes a JPEG file (ITU-T T.81; baseline and progressive, grey, colour and CMYK) to the mean
/// colours of a small picture: `limits.columns * limits.rows` numbers 0xRRGGBB of room, of which
/// `width * height` are used. It takes time in proportion to the file and memory in proportion to a
/// row, a progressive one more within `limits.bytes`.
cj_result cj_shrink(
    cj_read read, void *context, const cj_limits *limits, uint32_t *points);

#endif
