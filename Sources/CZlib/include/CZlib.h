// The one thing that is wanted of zlib.

#ifndef CZLIB_H
#define CZLIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Unpacks DEFLATE without a header (RFC 1951) into at most `room` bytes, and returns how many there
/// are; on an error those before it. `is_whole` tells whether that is all of it.
size_t cz_inflate(
    const uint8_t *packed, size_t count, uint8_t *bytes, size_t room, bool *is_whole);

#endif
