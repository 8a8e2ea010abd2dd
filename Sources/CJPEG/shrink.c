#if !__has_include(<jpeglib.h>)
#error "BatchDeck needs the JPEG headers: apt-get install libjpeg-dev"
#endif

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

// It wants FILE and size_t from the two above.
#include <jerror.h>
#include <jpeglib.h>

#include "CJPEG.h"

enum {
  /// Bytes asked for at once.
  READ = 64 * 1024,
  /// A picture of more scans than any program writes is made to waste time.
  SCANS = 100,
};

/// One decoding; libjpeg's structures lead back here by `client_data`.
typedef struct {
  struct jpeg_decompress_struct decoder;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf failed;

  cj_read read;
  void *context;
  uint64_t offset;
  uint8_t *bytes;

  uint32_t *points;
  /// Red, green and blue of each column of the small picture's current row, and how many points
  /// they are the sums of.
  uint64_t (*sums)[4];
  cj_result result;
} picture;

// MARK: - Errors

/// Never returns: libjpeg counts on it. Only frames of C lie between here and `cj_shrink`.
static void fail(j_common_ptr common) {
  picture *self = common->client_data;
  if (self->result.message[0] == 0) common->err->format_message(common, self->result.message);
  longjmp(self->failed, 1);
}

static void refuse(picture *self, const char *message) {
  snprintf(self->result.message, sizeof self->result.message, "%s", message);
  longjmp(self->failed, 1);
}

/// The first warning is kept; libjpeg goes on with what it can make of the data.
static void warn(j_common_ptr common, int level) {
  picture *self = common->client_data;
  if (level >= 0) return;
  common->err->num_warnings += 1;
  if (self->result.message[0] == 0) common->err->format_message(common, self->result.message);
}

static void watch_scans(j_common_ptr common) {
  picture *self = common->client_data;
  if (self->decoder.input_scan_number > SCANS) refuse(self, "More scans than a picture has");
}

// MARK: - Data

static void nothing(j_decompress_ptr decoder) { (void)decoder; }

static boolean fill(j_decompress_ptr decoder) {
  picture *self = decoder->client_data;
  size_t count = self->read(self->context, self->offset, self->bytes, READ);
  self->offset += count;
  if (count == 0) {
    // An end of image where the data ends: what was there is shown.
    WARNMS(decoder, JWRN_JPEG_EOF);
    self->bytes[0] = 0xFF;
    self->bytes[1] = JPEG_EOI;
    count = 2;
  }
  self->source.next_input_byte = self->bytes;
  self->source.bytes_in_buffer = count;
  return TRUE;
}

static void skip(j_decompress_ptr decoder, long count) {
  picture *self = decoder->client_data;
  if (count <= 0) return;
  size_t here = self->source.bytes_in_buffer;
  if ((size_t)count <= here) {
    self->source.next_input_byte += count;
    self->source.bytes_in_buffer -= (size_t)count;
  } else {
    self->offset += (uint64_t)count - here;
    self->source.bytes_in_buffer = 0;
  }
}

// MARK: - Sizes

static uint32_t at_least_one(double value) { return value < 1 ? 1 : (uint32_t)value; }

/// Sides of the small picture: of the whole, scaled by one number to fit into the limits.
static void measure(picture *self, const cj_limits *limits) {
  double width = self->decoder.image_width, height = self->decoder.image_height;
  double scale = limits->columns / width;
  if (limits->rows / height < scale) scale = limits->rows / height;
  if (scale > 1) scale = 1;
  self->result.width = at_least_one(width * scale);
  self->result.height = at_least_one(height * scale);
}

/// Of the coefficients that are held for all scans at once.
static uint64_t coefficient_bytes(const struct jpeg_decompress_struct *decoder) {
  uint64_t blocks = 0;
  for (int index = 0; index < decoder->num_components; index += 1) {
    const jpeg_component_info *component = &decoder->comp_info[index];
    blocks += (uint64_t)component->width_in_blocks * component->height_in_blocks;
  }
  return blocks * sizeof(JBLOCK);
}

/// The fewest eighths that still give the small picture a point of its own each.
static void scale(picture *self) {
  struct jpeg_decompress_struct *decoder = &self->decoder;
  decoder->scale_denom = 8;
  for (decoder->scale_num = 1; decoder->scale_num < 8; decoder->scale_num += 1) {
    jpeg_calc_output_dimensions(decoder);
    if (decoder->output_width >= self->result.width
        && decoder->output_height >= self->result.height)
      return;
  }
}

// MARK: - Points

static void add_row(picture *self, const uint8_t *row) {
  const struct jpeg_decompress_struct *decoder = &self->decoder;
  // Adobe's programs, and those that follow them, write the four inks upside down.
  uint8_t flip = decoder->saw_Adobe_marker ? 0 : 0xFF;
  for (uint32_t x = 0; x < decoder->output_width; x += 1) {
    uint64_t *sum = self->sums[(uint64_t)x * self->result.width / decoder->output_width];
    if (decoder->out_color_space == JCS_CMYK) {
      const uint8_t *point = row + (size_t)x * 4;
      for (int ink = 0; ink < 3; ink += 1)
        sum[ink] += (uint32_t)(point[ink] ^ flip) * (uint32_t)(point[3] ^ flip) / 255;
    } else {
      const uint8_t *point = row + (size_t)x * 3;
      for (int colour = 0; colour < 3; colour += 1) sum[colour] += point[colour];
    }
    sum[3] += 1;
  }
}

static void end_row(picture *self) {
  uint32_t *points = self->points + (size_t)self->result.done * self->result.width;
  for (uint32_t x = 0; x < self->result.width; x += 1) {
    uint64_t *sum = self->sums[x];
    points[x] = 0;
    for (int colour = 0; colour < 3; colour += 1)
      points[x] = points[x] << 8 | (uint32_t)(sum[colour] / sum[3]);
  }
  memset(self->sums, 0, self->result.width * sizeof *self->sums);
  self->result.done += 1;
}

// MARK: - Decoding

static void decode(picture *self, const cj_limits *limits) {
  struct jpeg_decompress_struct *decoder = &self->decoder;
  j_common_ptr common = (j_common_ptr)decoder;
  jpeg_read_header(decoder, TRUE);
  if ((uint64_t)decoder->image_width * decoder->image_height > limits->points)
    refuse(self, "Too many points to decode for a look");
  if (jpeg_has_multiple_scans(decoder) && coefficient_bytes(decoder) > limits->bytes)
    refuse(self, "Progressive, and too large to be held in memory for a look");
  measure(self, limits);
  decoder->out_color_space = decoder->num_components == 4 ? JCS_CMYK : JCS_RGB;
  scale(self);
  jpeg_start_decompress(decoder);

  size_t bytes = (size_t)decoder->output_width * (size_t)decoder->output_components;
  uint8_t *row = decoder->mem->alloc_large(common, JPOOL_IMAGE, bytes);
  size_t sums = self->result.width * sizeof *self->sums;
  self->sums = decoder->mem->alloc_large(common, JPOOL_IMAGE, sums);
  memset(self->sums, 0, sums);
  while (decoder->output_scanline < decoder->output_height) {
    uint64_t y = decoder->output_scanline;
    // Data that ends early is a warning, and the rest grey: nothing to wait for.
    if (jpeg_read_scanlines(decoder, &row, 1) == 0) break;
    add_row(self, row);
    uint64_t next = (y + 1) * self->result.height / decoder->output_height;
    if (next > self->result.done) end_row(self);
  }
}

/// A function of its own, so that `self` is whole after a jump back to here.
static void attempt(picture *self, const cj_limits *limits) {
  if (setjmp(self->failed) != 0) return;
  struct jpeg_decompress_struct *decoder = &self->decoder;
  jpeg_create_decompress(decoder);
  self->bytes = decoder->mem->alloc_large((j_common_ptr)decoder, JPOOL_PERMANENT, READ);
  self->source = (struct jpeg_source_mgr){
      .init_source = nothing,
      .fill_input_buffer = fill,
      .skip_input_data = skip,
      .resync_to_restart = jpeg_resync_to_restart,
      .term_source = nothing,
  };
  decoder->src = &self->source;
  self->progress.progress_monitor = watch_scans;
  decoder->progress = &self->progress;
  decode(self, limits);
}

cj_result cj_shrink(
    cj_read read, void *context, const cj_limits *limits, uint32_t *points) {
  picture self = {.read = read, .context = context, .points = points};
  self.decoder.err = jpeg_std_error(&self.errors);
  self.errors.error_exit = fail;
  self.errors.emit_message = warn;
  self.decoder.client_data = &self;
  attempt(&self, limits);
  jpeg_destroy_decompress(&self.decoder);
  return self.result;
}
