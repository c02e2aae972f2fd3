// Convolution of bytes with the processor's dot products of four: unsigned inputs times signed weights, in 32 bits.
#include "network.h"
#include <string.h>

int net_int8_available(void) {
#if defined(__x86_64__)
    return net_best_level() == NET_AVX512 && __builtin_cpu_supports("avx512vnni");
#else
    return 0;
#endif
}

enum { WIDTH = 16, PANEL_VECTORS = 4, TILE_REGISTERS = 24 };

size_t net_int8_channels(int out_channels) { return ((size_t)out_channels + WIDTH - 1) / WIDTH * WIDTH; }

// Bytes are read in fours: the weights of those beyond a pixel's channels are zero, whatever lies there.
static int in_fours(int in_channels) { return (in_channels + 3) / 4 * 4; }

size_t net_int8_packed_count(int out_channels, int in_channels, int taps) {
    return net_int8_channels(out_channels) * in_fours(in_channels) * taps;
}

static int next_panel(int vectors) {
    int panels = (vectors + PANEL_VECTORS - 1) / PANEL_VECTORS;
    return (vectors + panels - 1) / panels;
}

void net_int8_pack(int out_channels, int in_channels, int taps, const int8_t *weights, int8_t *packed) {
    int vectors = (int)net_int8_channels(out_channels) / WIDTH, first = 0;
    while (vectors > 0) {
        int columns = next_panel(vectors) * WIDTH;
        for (int t = 0; t < taps; t++)
            for (int i = 0; i < in_channels; i += 4)
                for (int c = 0; c < columns; c++)
                    for (int j = 0; j < 4; j++) {
                        int o = first + c, is_there = o < out_channels && i + j < in_channels;
                        *packed++ = is_there ? weights[((size_t)o * in_channels + i + j) * taps + t] : 0;
                    }
        first += columns;
        vectors -= columns / WIDTH;
    }
}

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c"))),   \
                             apply_to = function)
#define LEVEL(name) name##_int8
#include "network_vector.h"

typedef struct {
    net_conv s;
    net_int8 q;
    const net_region *regions;
    const net_tap *taps;
} call;

INLINE void activate(vec *x, int count, const enum net_activation activation, float alpha, float beta) {
    for (int i = 0; i < count; i++) x[i] = activated(x[i], activation, alpha, beta);
}

INLINE void to_bytes(const call *c, vec x, void *out, __mmask16 mask) {
    __m512i whole = _mm512_cvtps_epi32((__m512)(x * c->q.inverse_scale));
    whole = _mm512_max_epi32(_mm512_add_epi32(whole, _mm512_set1_epi32(c->q.zero)), _mm512_setzero_si512());
    _mm512_mask_cvtusepi32_storeu_epi8(out, mask, whole);
}

INLINE __mmask16 mask_of(int left) { return left >= WIDTH ? 0xFFFF : (__mmask16)((1u << left) - 1); }

// The end of a tile: to floats, the fused operations, and to floats or bytes in memory. One operation after the other for
// all vectors: each waits for the one before, and many short chains of them keep the processor busy where a few long ones
// do not. The commonest activations have loops of their own.
INLINE void finish(const call *c, const __m512i *sums, const float *scale, const float *bias, const float *residual,
                   ptrdiff_t more, uint8_t *out, ptrdiff_t next, int pixels, int valid, const int wide) {
    vec x[TILE_REGISTERS];
    for (int m = 0; m < pixels; m++)
#pragma clang loop unroll(full)
        for (int v = 0; v < wide; v++) {
            __m512 sum = _mm512_cvtepi32_ps(sums[m * wide + v]);
            vec y = (vec)_mm512_fmadd_ps(sum, _mm512_loadu_ps(scale + v * WIDTH), _mm512_loadu_ps(bias + v * WIDTH));
            if (c->s.residual == NET_BEFORE_ACTIVATION)
                y += (vec)_mm512_maskz_loadu_ps(mask_of(valid - v * WIDTH), residual + m * more + v * WIDTH);
            x[m * wide + v] = y;
        }
    switch (c->s.activation) {
        case NET_CLAMP: activate(x, pixels * wide, NET_CLAMP, c->s.alpha, c->s.beta); break;
        case NET_SILU: activate(x, pixels * wide, NET_SILU, c->s.alpha, c->s.beta); break;
        default: activate(x, pixels * wide, c->s.activation, c->s.alpha, c->s.beta);
    }
    for (int m = 0; m < pixels; m++, out += next)
#pragma clang loop unroll(full)
        for (int v = 0; v < wide; v++) {
            __mmask16 mask = mask_of(valid - v * WIDTH);
            vec y = x[m * wide + v];
            if (c->s.residual == NET_AFTER_ACTIVATION)
                y += (vec)_mm512_maskz_loadu_ps(mask, residual + m * more + v * WIDTH);
            if (c->q.to_bytes) to_bytes(c, y, out + v * WIDTH, mask);
            else _mm512_mask_storeu_ps(out + v * WIDTH * 4, mask, (__m512)y);
        }
}

// The sums of neighbouring pixels in registers, then in memory: a vector for each pixel and vector of channels.
INLINE void add_up(const call *c, const net_region *r, const uint8_t *in, ptrdiff_t step, const int8_t *weights,
                   const int32_t *start, __m512i *sums, const int pixels, const int wide) {
    __m512i sum[TILE_REGISTERS];
#pragma clang loop unroll(full)
    for (int m = 0; m < pixels; m++)
#pragma clang loop unroll(full)
        for (int v = 0; v < wide; v++) sum[m * wide + v] = _mm512_loadu_si512(start + v * WIDTH);
    for (int t = 0; t < r->taps; t++) {
        const net_tap *tap = c->taps + r->first_tap + t;
        const uint8_t *a = in + tap->offset;
        const int8_t *w = weights + (size_t)tap->weight * c->s.in_channels * wide * WIDTH;
        for (int k = 0; k < c->s.in_channels; k += 4, a += 4, w += wide * WIDTH * 4) {
            __m512i b[PANEL_VECTORS];
#pragma clang loop unroll(full)
            for (int v = 0; v < wide; v++) b[v] = _mm512_loadu_si512(w + v * WIDTH * 4);
#pragma clang loop unroll(full)
            for (int m = 0; m < pixels; m++) {
                int32_t four;
                memcpy(&four, a + m * step, 4);
                __m512i x = _mm512_set1_epi32(four);
#pragma clang loop unroll(full)
                for (int v = 0; v < wide; v++) sum[m * wide + v] = _mm512_dpbusd_epi32(sum[m * wide + v], x, b[v]);
            }
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < pixels * wide; i++) sums[i] = sum[i];
}

#define PIXELS(n)                                                                                                      \
    case n: add_up(c, r, in, step, weights, start, sums, n * wide <= TILE_REGISTERS ? n : 1, wide); break
#define FOUR(n) PIXELS(n); PIXELS(n + 1); PIXELS(n + 2); PIXELS(n + 3)

INLINE void tile(const call *c, const net_region *r, const uint8_t *in, ptrdiff_t step, const int8_t *weights,
                 const int32_t *start, __m512i *sums, int pixels, const int wide) {
    switch (pixels) { FOUR(1); FOUR(5); FOUR(9); FOUR(13); FOUR(17); FOUR(21); }
}

INLINE void panel(const call *c, const int8_t *weights, const int32_t *starts, size_t channels, const float *scale,
                  const float *bias, const uint8_t *in, const float *residual, uint8_t *out, int valid,
                  const int wide) {
    const int most = TILE_REGISTERS / wide;
    int size = c->q.to_bytes ? 1 : 4;
    for (int i = 0; i < c->s.regions; i++) {
        const net_region *r = c->regions + i;
        int tall = r->bottom - r->top > r->right - r->left;
        int lines = tall ? r->right - r->left : r->bottom - r->top, length = tall ? r->bottom - r->top : r->right - r->left;
        ptrdiff_t in_line = tall ? c->s.in_pixel : c->s.in_row, step = tall ? c->s.in_row : c->s.in_pixel;
        ptrdiff_t out_line = tall ? c->s.out_pixel : c->s.out_row, next = tall ? c->s.out_row : c->s.out_pixel;
        ptrdiff_t res_line = tall ? c->s.residual_pixel : c->s.residual_row;
        ptrdiff_t more = tall ? c->s.residual_row : c->s.residual_pixel;
        if (in_line == length * step && out_line == length * next
            && (c->s.residual == NET_NO_RESIDUAL || res_line == length * more)) {
            length *= lines;
            lines = 1;
        }
        const int32_t *start = starts + i * channels;
        for (int l = 0; l < lines; l++) {
            const uint8_t *a = in + r->top * c->s.in_row + r->left * c->s.in_pixel + l * in_line;
            uint8_t *to = out + (r->top * c->s.out_row + r->left * c->s.out_pixel + l * out_line) * size;
            const float *also = residual;
            if (residual) also += r->top * c->s.residual_row + r->left * c->s.residual_pixel + l * res_line;
            // In equal tiles: a small one at the end would wait for each of its sums, with nothing to do meanwhile.
            int tiles = (length + most - 1) / most;
            for (int t = 0, done = 0; t < tiles; t++) {
                int pixels = (length - done + tiles - t - 1) / (tiles - t);
                __m512i sums[TILE_REGISTERS];
                tile(c, r, a + done * step, step, weights, start, sums, pixels, wide);
                finish(c, sums, scale, bias, residual ? also + done * more : residual, more, to + done * next * size,
                       next * size, pixels, valid, wide);
                done += pixels;
            }
        }
    }
}

#define WIDE(n)                                                                                                        \
    static void panel_##n(const call *c, const int8_t *w, const int32_t *s, size_t channels, const float *scale,        \
                          const float *bias, const uint8_t *in, const float *residual, uint8_t *out, int valid) {      \
        panel(c, w, s, channels, scale, bias, in, residual, out, valid, n);                                            \
    }
WIDE(1)
WIDE(2)
WIDE(3)
WIDE(4)

void net_int8_run(const net_conv *conv, const net_int8 *int8, const net_region *regions, const net_tap *taps,
                  const int8_t *packed, const int32_t *starts, const float *scales, const float *bias,
                  const uint8_t *in, const float *residual, void *out) {
    call c = {*conv, *int8, regions, taps};
    c.s.in_channels = in_fours(conv->in_channels);
    size_t channels = net_int8_channels(conv->out_channels);
    int vectors = (int)channels / WIDTH, first = 0, size = int8->to_bytes ? 1 : 4;
    while (vectors > 0) {
        int wide = next_panel(vectors), columns = wide * WIDTH;
        int valid = conv->out_channels - first < columns ? conv->out_channels - first : columns;
        const float *also = residual ? residual + first : NULL;
        uint8_t *to = (uint8_t *)out + (size_t)first * size;
        switch (wide) {
            case 1: panel_1(&c, packed, starts + first, channels, scales + first, bias + first, in, also, to, valid); break;
            case 2: panel_2(&c, packed, starts + first, channels, scales + first, bias + first, in, also, to, valid); break;
            case 3: panel_3(&c, packed, starts + first, channels, scales + first, bias + first, in, also, to, valid); break;
            case 4: panel_4(&c, packed, starts + first, channels, scales + first, bias + first, in, also, to, valid); break;
        }
        packed += (size_t)columns * c.s.in_channels * conv->all_taps;
        first += columns;
        vectors -= wide;
    }
}

void net_quantize(const float *in, float scale, int zero, uint8_t *out, size_t count) {
    __m512 divisor = _mm512_set1_ps(scale);
    for (size_t i = 0; i < count; i += WIDTH) {
        __mmask16 mask = count - i >= WIDTH ? 0xFFFF : (__mmask16)((1u << (count - i)) - 1);
        __m512i whole = _mm512_cvtps_epi32(_mm512_div_ps(_mm512_maskz_loadu_ps(mask, in + i), divisor));
        whole = _mm512_max_epi32(_mm512_add_epi32(whole, _mm512_set1_epi32(zero)), _mm512_setzero_si512());
        _mm512_mask_cvtusepi32_storeu_epi8(out + i, mask, whole);
    }
}
#pragma clang attribute pop
#else
void net_int8_run(const net_conv *conv, const net_int8 *int8, const net_region *regions, const net_tap *taps,
                  const int8_t *packed, const int32_t *starts, const float *scales, const float *bias,
                  const uint8_t *in, const float *residual, void *out) {
    (void)conv, (void)int8, (void)regions, (void)taps, (void)packed, (void)starts, (void)scales, (void)bias;
    (void)in, (void)residual, (void)out;
}
void net_quantize(const float *in, float scale, int zero, uint8_t *out, size_t count) {
    (void)in, (void)scale, (void)zero, (void)out, (void)count;
}
#endif
