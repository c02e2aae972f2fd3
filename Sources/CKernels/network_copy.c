// Copies between strides: what is left of reshaping and transposing after the planner has made the rest free.
#include "network.h"
#include <string.h>

enum { MOST_DIMENSIONS = 8 };

typedef struct {
    int rank;
    ptrdiff_t shape[MOST_DIMENSIONS], in[MOST_DIMENSIONS], out[MOST_DIMENSIONS];
} walk;

// Drops dimensions of one, orders by the output's strides, and merges neighbours that are one run in both.
static walk simplified(int rank, const ptrdiff_t *shape, const ptrdiff_t *in, const ptrdiff_t *out) {
    walk w = {0};
    for (int d = 0; d < rank; d++) {
        if (shape[d] == 1) continue;
        int at = w.rank;
        while (at > 0 && w.out[at - 1] < out[d]) at--;
        for (int i = w.rank; i > at; i--) w.shape[i] = w.shape[i - 1], w.in[i] = w.in[i - 1], w.out[i] = w.out[i - 1];
        w.shape[at] = shape[d], w.in[at] = in[d], w.out[at] = out[d];
        w.rank++;
    }
    for (int d = w.rank - 2; d >= 0; d--) {
        if (w.in[d] != w.in[d + 1] * w.shape[d + 1] || w.out[d] != w.out[d + 1] * w.shape[d + 1]) continue;
        w.shape[d] *= w.shape[d + 1];
        w.in[d] = w.in[d + 1], w.out[d] = w.out[d + 1];
        for (int i = d + 1; i < w.rank - 1; i++)
            w.shape[i] = w.shape[i + 1], w.in[i] = w.in[i + 1], w.out[i] = w.out[i + 1];
        w.rank--;
    }
    return w;
}

// The two innermost dimensions; where the input runs across, in blocks that stay in the first-level cache.
#define PLANE(type)                                                                                                    \
    static void plane_##type(const walk *w, int d, const type *in, type *out) {                                        \
        ptrdiff_t rows = w->shape[d], columns = w->shape[d + 1];                                                       \
        ptrdiff_t in_row = w->in[d], in_column = w->in[d + 1], out_row = w->out[d], out_column = w->out[d + 1];        \
        if (in_column == 1 && out_column == 1) {                                                                       \
            for (ptrdiff_t y = 0; y < rows; y++) memcpy(out + y * out_row, in + y * in_row, columns * sizeof(type));   \
            return;                                                                                                    \
        }                                                                                                              \
        for (ptrdiff_t top = 0; top < rows; top += 16)                                                                 \
            for (ptrdiff_t left = 0; left < columns; left += 16) {                                                     \
                ptrdiff_t bottom = top + 16 < rows ? top + 16 : rows;                                                  \
                ptrdiff_t right = left + 16 < columns ? left + 16 : columns;                                           \
                for (ptrdiff_t y = top; y < bottom; y++)                                                               \
                    for (ptrdiff_t x = left; x < right; x++)                                                           \
                        out[y * out_row + x * out_column] = in[y * in_row + x * in_column];                            \
            }                                                                                                          \
    }                                                                                                                  \
    static void copy_##type(const walk *w, int d, const type *in, type *out) {                                         \
        if (d + 2 == w->rank) {                                                                                        \
            plane_##type(w, d, in, out);                                                                               \
            return;                                                                                                    \
        }                                                                                                              \
        for (ptrdiff_t i = 0; i < w->shape[d]; i++) copy_##type(w, d + 1, in + i * w->in[d], out + i * w->out[d]);     \
    }

PLANE(uint8_t)
PLANE(uint16_t)
PLANE(uint32_t)
PLANE(uint64_t)

void net_copy(int element_size, int rank, const ptrdiff_t *shape, const void *in, const ptrdiff_t *in_strides, void *out,
              const ptrdiff_t *out_strides) {
    for (int d = 0; d < rank; d++)
        if (shape[d] == 0) return;
    walk w = simplified(rank, shape, in_strides, out_strides);
    while (w.rank < 2) {
        for (int d = w.rank; d > 0; d--) w.shape[d] = w.shape[d - 1], w.in[d] = w.in[d - 1], w.out[d] = w.out[d - 1];
        w.shape[0] = 1, w.in[0] = 0, w.out[0] = 0;
        if (w.rank == 0) w.in[0] = 1, w.out[0] = 1;
        w.rank++;
    }
    switch (element_size) {
        case 1: copy_uint8_t(&w, 0, in, out); break;
        case 2: copy_uint16_t(&w, 0, in, out); break;
        case 4: copy_uint32_t(&w, 0, in, out); break;
        case 8: copy_uint64_t(&w, 0, in, out); break;
    }
}

#define GATHER(type)                                                                                                   \
    for (size_t i = 0; i < count; i++)                                                                                 \
        ((type *)out)[i] = table[i] < 0 ? *(const type *)fill : ((const type *)in)[table[i]];                          \
    break

void net_gather(int element_size, const void *in, const int32_t *table, size_t count, const void *fill, void *out) {
    switch (element_size) {
        case 1: GATHER(uint8_t);
        case 2: GATHER(uint16_t);
        case 4: GATHER(uint32_t);
        case 8: GATHER(uint64_t);
    }
}
