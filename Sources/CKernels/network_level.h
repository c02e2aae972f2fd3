// The kernels of one level: the same source, built for each vector width.
#pragma once
#include "network.h"

// A convolution with its tables and weights.
typedef struct {
    net_conv s;
    const net_region *regions;
    const net_tap *taps;
    const float *weights, *bias;
} net_conv_call;

typedef struct {
    net_pool s;
    const net_region *regions;
    const net_tap *taps;
    const float *divisors;
} net_pool_call;

typedef struct {
    int width;          // floats in a vector
    int panel_vectors;  // vectors of output channels that a tile of a convolution holds at most
    void (*conv_panel)(const net_conv_call *, int wide, int valid, const float *weights, const float *bias, const float *in,
                       const float *residual, float *out);
    void (*winograd_tile_in)(const net_winograd *, const net_conv *, const float *in, int top, int left, float *points,
                             size_t step);
    void (*winograd_tile_out)(const net_winograd *, const net_conv_call *, const float *sums, size_t step, int top,
                              int left, const float *residual, float *out);
    void (*depthwise)(const net_conv_call *, const float *in, const float *residual, float *out);
    void (*pool)(const net_pool_call *, const float *in, float *out);
    void (*activate)(enum net_activation, float alpha, float beta, const float *in, ptrdiff_t in_step, float *out,
                     ptrdiff_t out_step, size_t count);
    void (*binary)(enum net_binary, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, float *out,
                   ptrdiff_t out_step, size_t count);
    void (*softmax)(const float *in, float *out, size_t count);
} net_kernels;

extern const net_kernels net_kernels_portable;
#if defined(__x86_64__)
extern const net_kernels net_kernels_avx2, net_kernels_avx512, net_kernels_avx512_narrow;
#endif
