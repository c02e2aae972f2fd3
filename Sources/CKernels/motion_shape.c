// From pixels to shapes: a rank filter, runs, and components.
#include <string.h>

#include "motion.h"
#include "motion_dispatch.h"

// Rows are 256 to 352 bytes: four vectors at a time, as the compiler likes it, would leave most of a row to the scalar rest.
#define INTERLEAVE_ONCE _Pragma("clang loop interleave(disable)")

/// Moves the column sums of five rows one row down.
static inline void slide(const uint8_t *restrict enter, const uint8_t *restrict leave, uint8_t *restrict sums, size_t n) {
    if (enter) {
        INTERLEAVE_ONCE for (size_t x = 0; x < n; x++) sums[x] += enter[x];
    }
    if (leave) {
        INTERLEAVE_ONCE for (size_t x = 0; x < n; x++) sums[x] -= leave[x];
    }
}

FOR_EACH_PROCESSOR
void motion_rank(
    const uint8_t *restrict plane, size_t width, size_t height, uint8_t least, uint8_t *restrict sums,
    uint8_t *restrict out) {
    memset(sums, 0, width + 4);
    for (size_t y = 0; y < 2 && y < height; y++) slide(plane + y * width, NULL, sums + 2, width);
    for (size_t y = 0; y < height; y++) {
        const uint8_t *enter = y + 2 < height ? plane + (y + 2) * width : NULL;
        const uint8_t *leave = y >= 3 ? plane + (y - 3) * width : NULL;
        slide(enter, leave, sums + 2, width);
        uint8_t *restrict line = out + y * width;
        INTERLEAVE_ONCE
        for (size_t x = 0; x < width; x++) {
            uint8_t sum = sums[x] + sums[x + 1] + sums[x + 2] + sums[x + 3] + sums[x + 4];
            line[x] = sum >= least;
        }
    }
}

/// The first place at or after `x` that differs from `value`; eight pixels at a time, since most rows are empty.
static size_t skip(const uint8_t *line, size_t x, size_t width, uint8_t value) {
    const uint64_t same = value * 0x0101010101010101u;
    for (uint64_t eight; x + 8 <= width; x += 8) {
        memcpy(&eight, line + x, 8);
        if (eight != same) break;
    }
    while (x < width && line[x] == value) x++;
    return x;
}

size_t motion_find_runs(
    const uint8_t *plane, size_t width, size_t height, uint8_t value, struct motion_run *runs) {
    size_t count = 0;
    for (size_t y = 0; y < height; y++) {
        const uint8_t *line = plane + y * width;
        for (size_t x = skip(line, 0, width, !value); x < width; x = skip(line, x, width, !value)) {
            size_t end = skip(line, x, width, value);
            runs[count] = (struct motion_run){
                .root = (uint32_t)count, .row = y, .begin = x, .end = end,
                .left = x, .top = y, .right = end, .bottom = y + 1,
                .area = (uint32_t)(end - x),
            };
            count++;
            x = end;
        }
    }
    return count;
}

void motion_count_runs(
    const uint8_t *strong, const uint8_t *fresh, size_t width, struct motion_run *runs, size_t count) {
    for (struct motion_run *run = runs; run < runs + count; run++) {
        size_t start = run->row * width + run->begin, length = (size_t)(run->end - run->begin);
        run->strong = (uint32_t)motion_count(strong + start, length);
        run->fresh = (uint32_t)motion_count(fresh + start, length);
    }
}

/// The component's first run, halving the path on the way.
static uint32_t root(struct motion_run *runs, uint32_t run) {
    while (runs[run].root != run) {
        runs[run].root = runs[runs[run].root].root;
        run = runs[run].root;
    }
    return run;
}

static void join(struct motion_run *runs, uint32_t one, uint32_t other) {
    one = root(runs, one);
    other = root(runs, other);
    if (one == other) return;
    struct motion_run *first = runs + (one < other ? one : other);
    struct motion_run *second = runs + (one < other ? other : one);
    second->root = (uint32_t)(first - runs);
    first->area += second->area;
    first->strong += second->strong;
    first->fresh += second->fresh;
    if (second->left < first->left) first->left = second->left;
    if (second->top < first->top) first->top = second->top;
    if (second->right > first->right) first->right = second->right;
    if (second->bottom > first->bottom) first->bottom = second->bottom;
}

void motion_join_runs(struct motion_run *runs, size_t count, int diagonal) {
    const int reach = diagonal ? 1 : 0;
    size_t above = 0;
    for (size_t i = 0; i < count; i++) {
        while (runs[above].row + 1 < runs[i].row || (runs[above].row + 1 == runs[i].row
               && runs[above].end + reach <= runs[i].begin)) above++;
        for (size_t j = above; runs[j].row + 1 == runs[i].row && runs[j].begin < runs[i].end + reach; j++) {
            join(runs, (uint32_t)i, (uint32_t)j);
        }
    }
    for (size_t i = 0; i < count; i++) runs[i].root = root(runs, (uint32_t)i);
}
