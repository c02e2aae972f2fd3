// Scaling the decoder's luma down, once a frame: the only loop of the gate that reads every pixel of the picture.
#include <string.h>

#include "motion.h"
#include "motion_dispatch.h"

static inline void add_row(const uint8_t *restrict row, uint16_t *restrict sums, size_t count) {
    for (size_t x = 0; x < count; x++) sums[x] += row[x];
}

/// The rounded mean by multiplication: exact for all sums of up to 256 * 256 bytes, since 2^40 / area leaves 16 spare bits.
static inline uint8_t mean(uint32_t sum, uint32_t half, uint64_t reciprocal) {
    return (uint8_t)(((sum + half) * reciprocal) >> 40);
}

FOR_EACH_PROCESSOR
void motion_shrink(
    const uint8_t *luma, ptrdiff_t stride, size_t width, size_t height, size_t factor, uint16_t *sums, uint8_t *out) {
    const uint32_t area = (uint32_t)(factor * factor);
    const uint64_t reciprocal = (((uint64_t)1 << 40) + area - 1) / area;
    for (size_t y = 0; y < height; y++, luma += (ptrdiff_t)factor * stride, out += width) {
        if (factor == 1) {
            memcpy(out, luma, width);
            continue;
        }
        memset(sums, 0, width * factor * sizeof *sums);
        for (size_t k = 0; k < factor; k++) add_row(luma + (ptrdiff_t)k * stride, sums, width * factor);
        for (size_t x = 0; x < width; x++) {
            uint32_t sum = 0;
            for (size_t k = 0; k < factor; k++) sum += sums[x * factor + k];
            out[x] = mean(sum, area / 2, reciprocal);
        }
    }
}
