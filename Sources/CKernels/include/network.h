// Hot loops of the inference engine: convolution, pooling, activations, copies.
//
// Pictures are channels-last: the channels of a pixel lie side by side, a pixel and a row lie as far apart as the
// caller says. So a slice of channels, a concatenation or a transposition costs nothing.
//
// Nothing here checks a bound. The planner in Swift proves each address before the first run, by cutting the output
// into regions in which all pixels see the same kernel taps inside the picture.
#pragma once
#include <stddef.h>
#include <stdint.h>

// What the processor offers; each level has its own build of all kernels.
enum { NET_PORTABLE = 0, NET_AVX2 = 1, NET_AVX512 = 2, NET_LEVELS = 3 };

// The best level of this processor, found once. VEDETTE_KERNELS in the environment (avx2, portable) asks for a lower one.
int net_best_level(void);

// Applied to a result before it is stored.
enum net_activation {
    NET_CLAMP,         // min(max(x, alpha), beta): also none, with infinite bounds, and Relu
    NET_LEAKY,         // x < 0 ? alpha * x : x
    NET_SIGMOID,
    NET_SILU,          // x * sigmoid(x)
    NET_HARD_SIGMOID,  // min(max(alpha * x + beta, 0), 1)
    NET_HARD_SWISH,    // x * min(max(x / 6 + 1/2, 0), 1)
    NET_TANH,
    NET_GELU,          // x * (1 + erf(x / sqrt 2)) / 2
    NET_MISH,          // x * tanh(ln(1 + e^x))
    NET_ELU,           // x < 0 ? alpha * (e^x - 1) : x
    NET_SOFTPLUS,      // ln(1 + e^x)
    NET_EXP,
    NET_ERF,
    NET_SQRT,
};

// When the second operand of a fused addition is added.
enum net_residual { NET_NO_RESIDUAL, NET_BEFORE_ACTIVATION, NET_AFTER_ACTIVATION };

// One kernel position, seen from an output pixel: where its input lies, and which weights belong to it.
typedef struct {
    ptrdiff_t offset;
    int32_t weight;
} net_tap;

// A rectangle of output pixels that see the same taps.
typedef struct {
    int32_t top, bottom, left, right;
    int32_t first_tap, taps;
} net_region;

typedef struct {
    int level;
    int regions;                         // how many
    int all_taps;                        // taps of the whole kernel: the stride of a panel of weights
    int in_channels, out_channels;
    ptrdiff_t in_channel;                // between two channels of an input pixel (1 where they are side by side)
    ptrdiff_t in_pixel, in_row;          // between the inputs of two neighbouring output pixels, and rows
    ptrdiff_t out_pixel, out_row;
    ptrdiff_t residual_pixel, residual_row;
    enum net_residual residual;
    enum net_activation activation;
    float alpha, beta;
} net_conv;

// Dense convolution: how many floats its packed weights and its padded bias take, and the packing itself, from the
// ONNX order (out, in, tap). `scale`, where given, multiplies each output channel.
size_t net_conv_packed_count(int level, int out_channels, int in_channels, int taps);
size_t net_conv_bias_count(int level, int out_channels);
void net_conv_pack(int level, int out_channels, int in_channels, int taps, const float *weights, float *packed);
void net_conv_run(const net_conv *conv, const net_region *regions, const net_tap *taps, const float *packed,
                  const float *bias, const float *in, const float *residual, float *out);

// Three by three, every pixel, many channels: with a quarter of the multiplications (see network_winograd.h). Of `conv`
// the regions are not used. `scratch` holds net_winograd_scratch floats for a block of `tiles` tiles.
typedef struct {
    int in_height, in_width, height, width, pad_top, pad_left;
    int tiles;
} net_winograd;
size_t net_winograd_packed_count(int level, int out_channels, int in_channels);
void net_winograd_pack(int level, int out_channels, int in_channels, const float *weights, float *packed);
size_t net_winograd_scratch(int level, int out_channels, int in_channels, int tiles);
void net_winograd_run(const net_conv *conv, const net_winograd *winograd, const float *packed, const float *bias,
                      const float *in, const float *residual, float *out, float *scratch);

// Depthwise convolution: each channel by itself. Weights are packed from (channel, tap) to (tap, channel).
size_t net_depthwise_channels(int channels);
void net_depthwise_pack(int channels, int taps, const float *weights, float *packed);
void net_depthwise_run(const net_conv *conv, const net_region *regions, const net_tap *taps, const float *packed,
                       const float *bias, const float *in, const float *residual, float *out);

// Pooling over the same regions; `divisors` has one for each region (average) or is NULL (maximum).
typedef struct {
    int level;
    int regions;
    int channels;
    ptrdiff_t in_pixel, in_row, out_pixel, out_row;
} net_pool;
void net_pool_run(const net_pool *pool, const net_region *regions, const net_tap *taps, const float *divisors,
                  const float *in, float *out);

// Element-wise, over `count` elements that lie a step apart; a step of 0 repeats one operand.
void net_activate(int level, enum net_activation kind, float alpha, float beta, const float *in, ptrdiff_t in_step,
                  float *out, ptrdiff_t out_step, size_t count);

enum net_binary { NET_ADD, NET_SUB, NET_MUL, NET_DIV, NET_MIN, NET_MAX };
void net_binary_run(int level, enum net_binary kind, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step,
                    float *out, ptrdiff_t out_step, size_t count);

// Softmax of `count` neighbours.
void net_softmax(int level, const float *in, float *out, size_t count);

// Copies a tensor of up to 8 dimensions between any two strides (in elements of 1, 2, 4 or 8 bytes).
void net_copy(int element_size, int rank, const ptrdiff_t *shape, const void *in, const ptrdiff_t *in_strides, void *out,
              const ptrdiff_t *out_strides);

// out[i] = table[i] < 0 ? fill : in[table[i]].
void net_gather(int element_size, const void *in, const int32_t *table, size_t count, const void *fill, void *out);

// Picks pixels: out(y, x) = in(rows[y], columns[x]), `channels` floats each.
void net_pick_pixels(const float *in, ptrdiff_t in_row, ptrdiff_t in_pixel, const int32_t *rows, int rows_count,
                     const int32_t *columns, int columns_count, int channels, float *out, ptrdiff_t out_row,
                     ptrdiff_t out_pixel);

// Convolution of bytes, where the processor has dot products of them: unsigned inputs (channels side by side, read four at a
// time, so up to three bytes beyond the last) times signed weights. Without that nothing else here may be called: such layers
// then run on floats.
typedef struct {
    int to_bytes;          // whether the result is stored as bytes, by the two that follow
    float inverse_scale;
    int zero;
} net_int8;
int net_int8_available(void);
size_t net_int8_channels(int out_channels);  // rounded up to whole vectors
size_t net_int8_packed_count(int out_channels, int in_channels, int taps);
void net_int8_pack(int out_channels, int in_channels, int taps, const int8_t *weights, int8_t *packed);
// `starts` holds for each region and channel what the sums begin with: less the inputs' zero point times the weights.
void net_int8_run(const net_conv *conv, const net_int8 *int8, const net_region *regions, const net_tap *taps,
                  const int8_t *packed, const int32_t *starts, const float *scales, const float *bias,
                  const uint8_t *in, const float *residual, void *out);
void net_quantize(const float *in, float scale, int zero, uint8_t *out, size_t count);
