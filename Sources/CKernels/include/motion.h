// Hot loops of the motion gate: scaling luma down, the background model, shapes.
//
// Planes are `count = width * height` bytes without padding. All arithmetic is in integers, so that the version for
// AVX2 and the portable one give the same bytes. Nothing here allocates.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Past values that the background model keeps of each pixel.
enum { MOTION_SAMPLES = 8 };

/// A vote of the 5 by 5 square around a pixel passes with at least this many of 25: half of them.
enum { MOTION_MAJORITY = 13 };

/// Area average: each of the `width * height` output pixels is the rounded mean of `factor * factor` pixels of `luma`.
///
/// `sums` is scratch for `width * factor` values. `factor` is 1 to 16.
void motion_shrink(
    const uint8_t *luma, ptrdiff_t stride, size_t width, size_t height, size_t factor, uint16_t *sums, uint8_t *out);

/// Compares each pixel with its samples, as ViBe does (Barnich and Van Droogenbroeck, IEEE TIP 20, 2011): it is
/// background where at least two samples are near.
///
/// `samples` are MOTION_SAMPLES planes, one after the other; `distance` becomes the distance to the second nearest. A
/// pixel's tolerance is `base + restless / 4`; `strong` is 1 where the distance is over it, `weak` where it is over
/// five eighths of it, both 0 where `watched` is 0.
///
/// Returns the number of strong pixels.
size_t motion_classify(
    const uint8_t *luma, const uint8_t *samples, const uint8_t *restless, const uint8_t *watched, size_t count,
    uint8_t base, uint8_t *distance, uint8_t *weak, uint8_t *strong);

/// What the model remembers of each pixel besides its samples.
struct motion_memory {
    uint8_t *restless;   // grows where a pixel flickers: leaves, rain, compression noise; in quarters of a grey level
    uint8_t *candidate;  // the value that the pixel has most when it is foreground
    uint8_t *age;        // for how many ticks; fades in the background, falls eight times as fast at another value
    uint8_t *history;    // of the frame before: bit 0 strong, bit 1 near something that moves
};

/// What was found in the frame that is being learnt.
struct motion_findings {
    const uint8_t *luma, *distance, *weak, *strong;
    const uint8_t *mask;  // 1 where something moves, after all filters
    const uint8_t *near;  // the mask, grown by two pixels
};

/// How a frame is learnt.
struct motion_pace {
    uint8_t base;          // as in `motion_classify`
    uint8_t chance;        // of 256, that a background pixel goes into the slot
    uint8_t calm;          // subtracted from `restless` where nothing happened
    uint8_t ticks;         // that passed since the frame before
    uint8_t fade;          // ticks by which a candidate fades where the background shows
    uint8_t settled_after; // ticks after which a foreground pixel that keeps its value counts as settled
};

/// Learns a frame: background pixels drawn by `random` (one byte a pixel) go into `slot`, one plane of the samples;
/// pixels that flicker outside of moving things become restless (as in SuBSENSE, St-Charles et al., IEEE TIP 24, 2015);
/// candidates age.
///
/// Returns 1 where a foreground pixel has settled (a call of `motion_absorb` is due), else 0.
int motion_learn(
    const struct motion_findings *found, struct motion_pace pace, const uint8_t *random, uint8_t *slot,
    const struct motion_memory *memory, size_t count);

/// Makes the candidate of each settled foreground pixel background, in every other plane of the samples from `first`
/// (0 or 1): what was there before stays known in the other half, so that a parked car that leaves uncovers no ghost.
void motion_absorb(
    const uint8_t *strong, uint8_t settled_after, size_t first, uint8_t *samples, const struct motion_memory *memory,
    size_t count);

/// How many bytes are 1, in a plane of 0 and 1.
size_t motion_count(const uint8_t *plane, size_t count);

/// Marks strong pixels that show another value than the one they have kept for `resting_after` ticks: those of things
/// that really move, and not of a parked car or of leaves that swing.
void motion_fresh(
    const uint8_t *luma, const uint8_t *strong, const struct motion_memory *memory, uint8_t resting_after, size_t count,
    uint8_t *fresh);

/// Replaces each byte by the table's entry for it.
void motion_map(const uint8_t table[256], uint8_t *bytes, size_t count);

/// A rank filter over 5 by 5 squares of a plane of 0 and 1: `out` is 1 where at least `least` of the 25 are 1; outside
/// of the picture all is 0. MOTION_MAJORITY makes it a median, 1 a dilation. `sums` is scratch for `width + 4` bytes.
void motion_rank(const uint8_t *plane, size_t width, size_t height, uint8_t least, uint8_t *sums, uint8_t *out);

/// A horizontal stretch of equal pixels; after `motion_join`, the run that is its own `root` also describes the whole
/// component.
struct motion_run {
    uint32_t root;
    uint16_t row, begin, end;           // pixels begin ..< end
    uint16_t left, top, right, bottom;  // of the component, right and bottom exclusive
    uint32_t area, strong, fresh;       // of the component, in pixels
};

/// Finds all stretches of `value` (0 or 1) in row order; `runs` holds `height * (width / 2 + 1)` at most. Sides up to
/// 65535.
size_t motion_find_runs(
    const uint8_t *plane, size_t width, size_t height, uint8_t value, struct motion_run *runs);

/// Counts the strong and fresh pixels (planes of 0 and 1) of each run.
void motion_count_runs(
    const uint8_t *strong, const uint8_t *fresh, size_t width, struct motion_run *runs, size_t count);

/// Joins runs of neighbouring rows that touch (also by a corner where `diagonal`) into components: afterwards every
/// run's `root` is the component's first run.
void motion_join_runs(struct motion_run *runs, size_t count, int diagonal);

#ifdef __cplusplus
}
#endif
