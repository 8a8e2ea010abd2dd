#if !__has_include(<zlib.h>)
#error "BatchDeck needs the zlib headers: apt-get install zlib1g-dev"
#endif

#define ZLIB_CONST
#include <limits.h>
#include <zlib.h>

#include "CZlib.h"

size_t cz_inflate(
    const uint8_t *packed, size_t count, uint8_t *bytes, size_t room, bool *is_whole) {
  *is_whole = false;
  if (count > UINT_MAX || room > UINT_MAX) return 0;
  z_stream stream = {
      .next_in = packed, .avail_in = (uInt)count, .next_out = bytes, .avail_out = (uInt)room};
  // Negative: no header and no checksum, a window of 2^15 bytes at most.
  if (inflateInit2(&stream, -15) != Z_OK) return 0;
  *is_whole = inflate(&stream, Z_FINISH) == Z_STREAM_END;
  size_t done = stream.total_out;
  inflateEnd(&stream);
  return done;
}
