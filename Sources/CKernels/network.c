// Chooses a build of the kernels for the processor, and holds what needs no vector unit.
#include "network.h"
#include "network_level.h"
#include <stdlib.h>
#include <string.h>

int net_best_level(void) {
#if defined(__x86_64__)
    static int level = -1;
    int known = __atomic_load_n(&level, __ATOMIC_RELAXED);
    if (known >= 0) return known;
    __builtin_cpu_init();
    int found = NET_PORTABLE;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) found = NET_AVX2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl"))
        found = NET_AVX512;
    // For tests, and for a processor that is better off with less: never more than there is.
    const char *wanted = getenv("VEDETTE_KERNELS");
    if (wanted && !strcmp(wanted, "avx2") && found > NET_AVX2) found = NET_AVX2;
    if (wanted && !strcmp(wanted, "portable")) found = NET_PORTABLE;
    __atomic_store_n(&level, found, __ATOMIC_RELAXED);
    return found;
#else
    return NET_PORTABLE;
#endif
}

static const net_kernels *kernels(int level) {
#if defined(__x86_64__)
    if (level == NET_AVX512) return &net_kernels_avx512;
    if (level == NET_AVX2) return &net_kernels_avx2;
#endif
    (void)level;
    return &net_kernels_portable;
}

// Where vectors of half the width waste less on a convolution's last channels and the processor does as much with two of
// them as with a whole one (Zen 4: 512 bits take two passes), they are used.
static const net_kernels *conv_kernels(int level, int out_channels) {
#if defined(__x86_64__)
    int rest = out_channels % 16;
    if (level == NET_AVX512 && out_channels <= 40 && rest > 0 && rest <= 8 && __builtin_cpu_is("amdfam19h"))
        return &net_kernels_avx512_narrow;
#endif
    (void)out_channels;
    return kernels(level);
}

// Output channels are cut into panels of a few vectors, as equal as can be.
static int panel_vectors(const net_kernels *k, int vectors_left, int panels_left) {
    (void)k;
    return (vectors_left + panels_left - 1) / panels_left;
}

size_t net_conv_bias_count(int level, int out_channels) {
    int width = conv_kernels(level, out_channels)->width;
    return (size_t)((out_channels + width - 1) / width) * width;
}

size_t net_conv_packed_count(int level, int out_channels, int in_channels, int taps) {
    return net_conv_bias_count(level, out_channels) * in_channels * taps;
}

void net_conv_pack(int level, int out_channels, int in_channels, int taps, const float *weights, float *packed) {
    const net_kernels *k = conv_kernels(level, out_channels);
    int vectors = (out_channels + k->width - 1) / k->width;
    int panels = (vectors + k->panel_vectors - 1) / k->panel_vectors;
    int first = 0;
    for (; panels > 0; panels--) {
        int columns = panel_vectors(k, vectors, panels) * k->width;
        for (int t = 0; t < taps; t++)
            for (int i = 0; i < in_channels; i++)
                for (int c = 0; c < columns; c++) {
                    int o = first + c;
                    *packed++ = o < out_channels ? weights[((size_t)o * in_channels + i) * taps + t] : 0;
                }
        first += columns;
        vectors -= columns / k->width;
    }
}

void net_conv_run(const net_conv *conv, const net_region *regions, const net_tap *taps, const float *packed,
                  const float *bias, const float *in, const float *residual, float *out) {
    net_conv_call call = {*conv, regions, taps, packed, bias};
    const net_kernels *k = conv_kernels(conv->level, conv->out_channels);
    int vectors = (conv->out_channels + k->width - 1) / k->width;
    int panels = (vectors + k->panel_vectors - 1) / k->panel_vectors;
    const float *weights = packed;
    int first = 0;
    for (; panels > 0; panels--) {
        int wide = panel_vectors(k, vectors, panels), columns = wide * k->width;
        int valid = conv->out_channels - first < columns ? conv->out_channels - first : columns;
        k->conv_panel(&call, wide, valid, weights, bias + first, in, residual ? residual + first : NULL,
                      out + first);
        weights += (size_t)columns * conv->in_channels * conv->all_taps;
        first += columns;
        vectors -= wide;
    }
}

// The 36 points that a kernel of three by three becomes.
static void winograd_weights(const float *g, float *points) {
    static const double G[6][3] = {{1 / 4., 0, 0},           {-1 / 6., -1 / 6., -1 / 6.}, {-1 / 6., 1 / 6., -1 / 6.},
                                   {1 / 24., 1 / 12., 1 / 6.}, {1 / 24., -1 / 12., 1 / 6.}, {0, 0, 1}};
    double half[6][3];
    for (int i = 0; i < 6; i++)
        for (int x = 0; x < 3; x++) half[i][x] = G[i][0] * g[x] + G[i][1] * g[3 + x] + G[i][2] * g[6 + x];
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            points[i * 6 + j] = (float)(half[i][0] * G[j][0] + half[i][1] * G[j][1] + half[i][2] * G[j][2]);
}

size_t net_winograd_packed_count(int level, int out_channels, int in_channels) {
    return 36 * net_conv_packed_count(level, out_channels, in_channels, 1);
}

void net_winograd_pack(int level, int out_channels, int in_channels, const float *weights, float *packed) {
    const net_kernels *k = conv_kernels(level, out_channels);
    int vectors = (out_channels + k->width - 1) / k->width;
    int panels = (vectors + k->panel_vectors - 1) / k->panel_vectors;
    size_t each = net_conv_packed_count(level, out_channels, in_channels, 1), start = 0;
    int first = 0;
    for (; panels > 0; panels--) {
        int columns = panel_vectors(k, vectors, panels) * k->width;
        for (int c = 0; c < columns; c++)
            for (int i = 0; i < in_channels; i++) {
                float points[36] = {0};
                if (first + c < out_channels) winograd_weights(weights + ((size_t)(first + c) * in_channels + i) * 9, points);
                for (int p = 0; p < 36; p++) packed[p * each + start + (size_t)i * columns + c] = points[p];
            }
        start += (size_t)columns * in_channels;
        first += columns;
        vectors -= columns / k->width;
    }
}

size_t net_winograd_scratch(int level, int out_channels, int in_channels, int tiles) {
    return (size_t)36 * tiles * (in_channels + net_conv_bias_count(level, out_channels));
}

void net_winograd_run(const net_conv *conv, const net_winograd *w, const float *packed, const float *bias,
                      const float *in, const float *residual, float *out, float *scratch) {
    const net_kernels *k = conv_kernels(conv->level, conv->out_channels);
    size_t each = net_conv_packed_count(conv->level, conv->out_channels, conv->in_channels, 1);
    size_t in_step = (size_t)w->tiles * conv->in_channels;
    int sums_pixel = (int)net_conv_bias_count(conv->level, conv->out_channels);
    size_t out_step = (size_t)w->tiles * sums_pixel;
    float *points = scratch, *sums = scratch + 36 * in_step;
    int across = (w->width + 3) / 4, all = across * ((w->height + 3) / 4);
    net_conv_call call = {*conv, NULL, NULL, packed, bias};
    // Each point's product, as a convolution by one over a line of tiles that adds no bias.
    static const float nothing[64];
    net_tap tap = {0, 0};
    net_conv product = *conv;
    product.regions = product.all_taps = 1;
    product.in_channel = 1;
    product.in_pixel = conv->in_channels;
    product.out_pixel = sums_pixel;
    product.in_row = product.out_row = product.residual_pixel = product.residual_row = 0;
    product.residual = NET_NO_RESIDUAL;
    product.activation = NET_CLAMP;
    product.alpha = -__builtin_inff();
    product.beta = __builtin_inff();
    for (int start = 0; start < all; start += w->tiles) {
        int count = all - start < w->tiles ? all - start : w->tiles;
        net_region line = {0, 1, 0, count, 0, 1};
        for (int t = 0; t < count; t++) {
            int tile = start + t;
            k->winograd_tile_in(w, conv, in, tile / across * 4 - w->pad_top, tile % across * 4 - w->pad_left,
                                points + (size_t)t * conv->in_channels, in_step);
        }
        for (int p = 0; p < 36; p++) {
            net_conv_call one = {product, &line, &tap, packed + p * each, nothing};
            int vectors = sums_pixel / k->width;
            int panels = (vectors + k->panel_vectors - 1) / k->panel_vectors, first = 0;
            const float *weights = packed + p * each;
            for (; panels > 0; panels--) {
                int wide = panel_vectors(k, vectors, panels), columns = wide * k->width;
                k->conv_panel(&one, wide, columns, weights, nothing, points + p * in_step, NULL,
                              sums + p * out_step + first);
                weights += (size_t)columns * conv->in_channels;
                first += columns;
                vectors -= wide;
            }
        }
        for (int t = 0; t < count; t++) {
            int tile = start + t;
            k->winograd_tile_out(w, &call, sums + (size_t)t * sums_pixel, out_step, tile / across * 4,
                                 tile % across * 4, residual, out);
        }
    }
}

size_t net_depthwise_channels(int channels) { return ((size_t)channels + 15) / 16 * 16; }

void net_depthwise_pack(int channels, int taps, const float *weights, float *packed) {
    size_t padded = net_depthwise_channels(channels);
    for (int t = 0; t < taps; t++)
        for (size_t c = 0; c < padded; c++)
            packed[t * padded + c] = c < (size_t)channels ? weights[c * taps + t] : 0;
}

void net_depthwise_run(const net_conv *conv, const net_region *regions, const net_tap *taps, const float *packed,
                       const float *bias, const float *in, const float *residual, float *out) {
    net_conv_call call = {*conv, regions, taps, packed, bias};
    kernels(conv->level)->depthwise(&call, in, residual, out);
}

void net_pool_run(const net_pool *pool, const net_region *regions, const net_tap *taps, const float *divisors,
                  const float *in, float *out) {
    net_pool_call call = {*pool, regions, taps, divisors};
    kernels(pool->level)->pool(&call, in, out);
}

void net_activate(int level, enum net_activation kind, float alpha, float beta, const float *in, ptrdiff_t in_step,
                  float *out, ptrdiff_t out_step, size_t count) {
    kernels(level)->activate(kind, alpha, beta, in, in_step, out, out_step, count);
}

void net_binary_run(int level, enum net_binary kind, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step,
                    float *out, ptrdiff_t out_step, size_t count) {
    kernels(level)->binary(kind, a, a_step, b, b_step, out, out_step, count);
}

void net_softmax(int level, const float *in, float *out, size_t count) { kernels(level)->softmax(in, out, count); }

void net_pick_pixels(const float *in, ptrdiff_t in_row, ptrdiff_t in_pixel, const int32_t *rows, int rows_count,
                     const int32_t *columns, int columns_count, int channels, float *out, ptrdiff_t out_row,
                     ptrdiff_t out_pixel) {
    size_t bytes = (size_t)channels * sizeof(float);
    for (int y = 0; y < rows_count; y++)
        for (int x = 0; x < columns_count; x++)
            memcpy(out + y * out_row + x * out_pixel, in + rows[y] * in_row + columns[x] * in_pixel, bytes);
}
