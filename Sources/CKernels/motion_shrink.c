// Scaling the decoder's luma down, once a frame: the only loop of the gate that reads every pixel of the picture.
#include <string.h>

#include "motion.h"
#include "motion_dispatch.h"

/// Adds `factor` rows up, column by column, two rows at a time to halve the passes over `sums`.
static inline void add_rows(const uint8_t *luma, ptrdiff_t stride, size_t factor, uint16_t *restrict sums, size_t count) {
    size_t k = factor & 1;
    if (k) for (size_t x = 0; x < count; x++) sums[x] = luma[x];
    else memset(sums, 0, count * sizeof *sums);
    for (; k < factor; k += 2) {
        const uint8_t *restrict one = luma + (ptrdiff_t)k * stride, *restrict other = one + stride;
        for (size_t x = 0; x < count; x++) sums[x] += (uint16_t)(one[x] + other[x]);
    }
}

/// Adds `factor` columns up and divides: exact, since (sum + half) / area < 256 and area <= 256, so that the reciprocal's
/// error of less than 1 / 2^24 never reaches the next whole number, nor the product 2^32.
static inline __attribute__((always_inline)) void divide(
    const uint16_t *restrict sums, size_t width, const size_t factor, uint8_t *restrict out) {
    const uint32_t area = (uint32_t)(factor * factor), reciprocal = ((1u << 24) + area - 1) / area;
    for (size_t x = 0; x < width; x++) {
        uint32_t sum = area / 2;
        for (size_t k = 0; k < factor; k++) sum += sums[x * factor + k];
        out[x] = (uint8_t)((sum * reciprocal) >> 24);
    }
}

FOR_EACH_PROCESSOR
void motion_shrink(
    const uint8_t *luma, ptrdiff_t stride, size_t width, size_t height, size_t factor, uint16_t *restrict sums,
    uint8_t *restrict out) {
    for (size_t y = 0; y < height; y++, luma += (ptrdiff_t)factor * stride, out += width) {
        if (factor == 1) {
            memcpy(out, luma, width);
            continue;
        }
        add_rows(luma, stride, factor, sums, width * factor);
        // The factors of the usual pictures (352, 640, 960, 1280, 1920, 2560 and 3840 wide) as constants: vector code.
        switch (factor) {
            case 2: divide(sums, width, 2, out); break;
            case 3: divide(sums, width, 3, out); break;
            case 4: divide(sums, width, 4, out); break;
            case 6: divide(sums, width, 6, out); break;
            case 8: divide(sums, width, 8, out); break;
            default: divide(sums, width, factor, out);
        }
    }
}
