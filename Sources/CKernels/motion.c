// The background model: a few samples of each pixel's past, and how readily each pixel is believed.
#include <string.h>

#include "motion.h"
#include "motion_dispatch.h"

static inline uint8_t least(uint8_t a, uint8_t b) { return a < b ? a : b; }
static inline uint8_t most(uint8_t a, uint8_t b) { return a > b ? a : b; }
static inline uint8_t apart(uint8_t a, uint8_t b) { return most(a, b) - least(a, b); }
static inline uint8_t add(uint8_t a, uint8_t b) { return a + least(b, 255 - a); }
static inline uint8_t subtract(uint8_t a, uint8_t b) { return a - least(a, b); }

/// A choice without a branch, `which` being 0 or 1: the compiler keeps it in byte lanes, 32 pixels to an instruction.
static inline uint8_t choose(uint8_t which, uint8_t one, uint8_t zero) {
    uint8_t mask = -which;
    return (one & mask) | (zero & (uint8_t)~mask);
}

/// More than 24 grey levels of extra tolerance would hide people, not leaves.
static const uint8_t restless_cap = 96;

/// What one change of mind adds; a pixel that wavers once a second stays at the cap (it calms by 8 a second).
static const uint8_t restless_step = 12;

/// Compression makes a still thing's value wander by this much.
static const uint8_t candidate_tolerance = 10;

static inline uint8_t tolerance(uint8_t base, uint8_t restless) { return add(base, restless / 4); }

FOR_EACH_PROCESSOR
size_t motion_count(const uint8_t *plane, size_t count) {
    size_t total = 0, i = 0;
    while (count - i >= 8) {
        // Eight byte-wide sums at once; none can overflow in 255 steps.
        size_t steps = (count - i) / 8 < 255 ? (count - i) / 8 : 255;
        uint64_t sums = 0;
        for (size_t k = 0; k < steps; k++) {
            uint64_t eight;
            memcpy(&eight, plane + i + 8 * k, 8);
            sums += eight;
        }
        uint64_t pairs = (sums & 0x00ff00ff00ff00ff) + (sums >> 8 & 0x00ff00ff00ff00ff);
        total += pairs * 0x0001000100010001 >> 48;
        i += 8 * steps;
    }
    for (; i < count; i++) total += plane[i];
    return total;
}

FOR_EACH_PROCESSOR
size_t motion_classify(
    const uint8_t *restrict luma, const uint8_t *restrict samples, const uint8_t *restrict restless,
    const uint8_t *restrict watched, size_t count, uint8_t base, uint8_t *restrict distance, uint8_t *restrict weak,
    uint8_t *restrict strong) {
    for (size_t i = 0; i < count; i++) {
        uint8_t nearest = 255, second = 255;
#pragma clang loop unroll(full)
        for (size_t k = 0; k < MOTION_SAMPLES; k++) {
            uint8_t d = apart(luma[i], samples[k * count + i]);
            second = least(second, most(nearest, d));
            nearest = least(nearest, d);
        }
        uint8_t allowed = tolerance(base, restless[i]);
        uint8_t five_eighths = allowed / 2 + allowed / 8;
        distance[i] = second;
        weak[i] = watched[i] & (second > five_eighths);
        strong[i] = watched[i] & (second > allowed);
    }
    return motion_count(strong, count);
}

/// A pixel that changes its mind, or nearly does, away from anything that moves, is noise: it earns a wider tolerance.
static inline uint8_t unrest(uint8_t before, uint8_t strong, uint8_t near, uint8_t history, uint8_t close, uint8_t calm) {
    uint8_t wavers = (strong ^ (history & 1)) & ~(near | history >> 1) & 1;
    uint8_t grown = least(add(before, choose(wavers, restless_step, 1)), restless_cap);
    return choose(wavers | close, grown, subtract(before, calm));
}

FOR_EACH_PROCESSOR
int motion_learn(
    const struct motion_findings *found, struct motion_pace pace, const uint8_t *restrict random,
    uint8_t *restrict slot, const struct motion_memory *memory, size_t count) {
    const uint8_t *restrict luma = found->luma, *restrict distance = found->distance;
    const uint8_t *restrict weak = found->weak, *restrict strong = found->strong;
    const uint8_t *restrict mask = found->mask, *restrict near = found->near;
    uint8_t *restrict restless = memory->restless, *restrict candidate = memory->candidate;
    uint8_t *restrict age = memory->age, *restrict history = memory->history;
    const uint8_t hurry = pace.ticks > 31 ? 255 : 8 * pace.ticks + 1;
    uint8_t settled = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t value = luma[i], differs = strong[i];

        uint8_t allowed = tolerance(pace.base, restless[i]);
        uint8_t close = (distance[i] > allowed - allowed / 4) & !differs;
        restless[i] = unrest(restless[i], differs, near[i], history[i], close, pace.calm);
        history[i] = differs | near[i] << 1;

        uint8_t kept = candidate[i];
        uint8_t keeps = differs & (apart(value, kept) <= candidate_tolerance);
        uint8_t older = add(age[i], pace.ticks);
        uint8_t younger = subtract(age[i], choose(differs, hurry, pace.fade));
        uint8_t tracked = kept + (value > kept) - (value < kept);
        candidate[i] = choose(keeps, tracked, choose(younger > 0, kept, value));
        age[i] = choose(keeps, older, younger);
        settled |= differs & (age[i] >= pace.settled_after);

        uint8_t background = !differs & (!weak[i] | !mask[i]);
        slot[i] = choose(background & (random[i] < pace.chance), value, slot[i]);
    }
    return settled;
}

FOR_EACH_PROCESSOR
void motion_absorb(
    const uint8_t *restrict strong, uint8_t settled_after, size_t first, uint8_t *restrict samples,
    const struct motion_memory *memory, size_t count) {
    const uint8_t *restrict candidate = memory->candidate;
    uint8_t *restrict age = memory->age;
    for (size_t k = first; k < MOTION_SAMPLES; k += 2) {
        uint8_t *restrict plane = samples + k * count;
        for (size_t i = 0; i < count; i++) {
            plane[i] = choose(strong[i] & (age[i] >= settled_after), candidate[i], plane[i]);
        }
    }
    for (size_t i = 0; i < count; i++) age[i] = choose(strong[i] & (age[i] >= settled_after), age[i] / 2, age[i]);
}

FOR_EACH_PROCESSOR
void motion_fresh(
    const uint8_t *restrict luma, const uint8_t *restrict strong, const struct motion_memory *memory,
    uint8_t resting_after, size_t count, uint8_t *restrict fresh) {
    const uint8_t *restrict candidate = memory->candidate, *restrict age = memory->age;
    for (size_t i = 0; i < count; i++) {
        uint8_t is_new = (age[i] < resting_after) | (apart(luma[i], candidate[i]) > candidate_tolerance);
        fresh[i] = strong[i] & is_new;
    }
}

void motion_map(const uint8_t table[256], uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) bytes[i] = table[bytes[i]];
}
