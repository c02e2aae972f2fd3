// The network's kernels against plain loops, without Swift: so that they can be built for another processor and run by an
// emulator (`make check-arm`). Exits with 1 where a number is off.
#include "network.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int failures = 0;

static float number(size_t index) { return (float)((index * 2654435761u % 4093) / 2046.5 - 1); }

static float *numbers(size_t count, size_t seed) {
    float *list = malloc((count + 64) * sizeof(float));
    for (size_t i = 0; i < count + 64; i++) list[i] = number(i + seed * 7919);
    return list;
}

static void compare(const char *what, const float *found, const double *expected, size_t count) {
    double worst = 0;
    for (size_t i = 0; i < count; i++) {
        double off = fabs(found[i] - expected[i]) / (1 + fabs(expected[i]));
        if (!(off <= worst)) worst = off;
    }
    int is_wrong = !(worst < 1e-4);
    failures += is_wrong;
    printf("%-40s %s, off by %.2g at most\n", what, is_wrong ? "WRONG" : "right", worst);
}

enum { SIDE = 9, KERNEL = 3, OUT = SIDE - KERNEL + 1 };

// A convolution without padding over channels-last pictures, as the plain formula has it.
static double plain(const float *in, const float *weights, int in_channels, int channel, int row, int column) {
    double sum = 0;
    for (int y = 0; y < KERNEL; y++)
        for (int x = 0; x < KERNEL; x++)
            for (int i = 0; i < in_channels; i++)
                sum += (double)in[((row + y) * SIDE + column + x) * in_channels + i]
                       * weights[(channel * in_channels + i) * KERNEL * KERNEL + y * KERNEL + x];
    return sum;
}

static net_conv described(int level, int in_channels, int out_channels) {
    net_conv conv = {0};
    conv.level = level;
    conv.regions = 1;
    conv.all_taps = KERNEL * KERNEL;
    conv.in_channels = in_channels;
    conv.out_channels = out_channels;
    conv.in_channel = 1;
    conv.in_pixel = in_channels;
    conv.in_row = SIDE * in_channels;
    conv.out_pixel = out_channels;
    conv.out_row = OUT * out_channels;
    conv.residual = NET_NO_RESIDUAL;
    conv.activation = NET_CLAMP;
    conv.alpha = -INFINITY;
    conv.beta = INFINITY;
    return conv;
}

static net_tap *taps_of(int in_channels) {
    net_tap *taps = malloc(KERNEL * KERNEL * sizeof(net_tap));
    for (int t = 0; t < KERNEL * KERNEL; t++)
        taps[t] = (net_tap){(t / KERNEL * SIDE + t % KERNEL) * in_channels, t};
    return taps;
}

static const net_region whole = {0, OUT, 0, OUT, 0, KERNEL * KERNEL};

static void check_convolutions(int level, int in_channels, int out_channels) {
    char what[80];
    size_t count = (size_t)OUT * OUT * out_channels;
    float *in = numbers((size_t)SIDE * SIDE * in_channels, 1);
    float *weights = numbers((size_t)out_channels * in_channels * KERNEL * KERNEL, 2);
    float *bias = calloc(net_conv_bias_count(level, out_channels) + 64, sizeof(float)), *out = numbers(count, 3);
    double *expected = malloc(count * sizeof(double));
    for (int o = 0; o < out_channels; o++) bias[o] = number(o);
    for (int p = 0; p < OUT * OUT; p++)
        for (int o = 0; o < out_channels; o++)
            expected[p * out_channels + o] = plain(in, weights, in_channels, o, p / OUT, p % OUT) + bias[o];
    net_conv conv = described(level, in_channels, out_channels);
    net_tap *taps = taps_of(in_channels);

    float *packed = numbers(net_conv_packed_count(level, out_channels, in_channels, KERNEL * KERNEL), 4);
    net_conv_pack(level, out_channels, in_channels, KERNEL * KERNEL, weights, packed);
    net_conv_run(&conv, &whole, taps, packed, bias, in, NULL, out);
    snprintf(what, sizeof what, "convolution %d to %d channels", in_channels, out_channels);
    compare(what, out, expected, count);

    float *points = numbers(net_winograd_packed_count(level, out_channels, in_channels), 5);
    net_winograd window = {SIDE, SIDE, OUT, OUT, 0, 0, 24};
    float *scratch = numbers(net_winograd_scratch(level, out_channels, in_channels, 24), 6);
    net_winograd_pack(level, out_channels, in_channels, weights, points);
    net_winograd_run(&conv, &window, points, bias, in, NULL, out, scratch);
    snprintf(what, sizeof what, "the same by Winograd");
    compare(what, out, expected, count);
}

static void check_depthwise(int level, int channels) {
    char what[80];
    size_t count = (size_t)OUT * OUT * channels;
    float *in = numbers((size_t)SIDE * SIDE * channels, 1), *weights = numbers((size_t)channels * KERNEL * KERNEL, 2);
    float *bias = numbers(net_depthwise_channels(channels), 7), *out = numbers(count, 3);
    float *packed = numbers(net_depthwise_channels(channels) * KERNEL * KERNEL, 4);
    double *expected = malloc(count * sizeof(double));
    for (int p = 0; p < OUT * OUT; p++)
        for (int c = 0; c < channels; c++) {
            double sum = bias[c];
            for (int t = 0; t < KERNEL * KERNEL; t++)
                sum += (double)in[((p / OUT + t / KERNEL) * SIDE + p % OUT + t % KERNEL) * channels + c]
                       * weights[c * KERNEL * KERNEL + t];
            expected[p * channels + c] = sum;
        }
    net_conv conv = described(level, channels, channels);
    net_depthwise_pack(channels, KERNEL * KERNEL, weights, packed);
    net_depthwise_run(&conv, &whole, taps_of(channels), packed, bias, in, NULL, out);
    snprintf(what, sizeof what, "depthwise over %d channels", channels);
    compare(what, out, expected, count);
}

static double function(enum net_activation kind, double x) {
    switch (kind) {
        case NET_LEAKY: return x < 0 ? 0.1 * x : x;
        case NET_SIGMOID: return 1 / (1 + exp(-x));
        case NET_SILU: return x / (1 + exp(-x));
        case NET_HARD_SIGMOID: return fmin(fmax(0.1 * x + 0.5, 0), 1);
        case NET_HARD_SWISH: return x * fmin(fmax(x / 6 + 0.5, 0), 1);
        case NET_TANH: return tanh(x);
        case NET_GELU: return x * (1 + erf(x / sqrt(2))) / 2;
        case NET_MISH: return x * tanh(log1p(exp(x)));
        case NET_ELU: return x < 0 ? 0.1 * expm1(x) : x;
        case NET_SOFTPLUS: return log1p(exp(x));
        case NET_EXP: return exp(x);
        case NET_ERF: return erf(x);
        default: return fmin(fmax(x, 0.1), 0.5);
    }
}

static void check_elements(int level) {
    enum { COUNT = 103 };
    char what[80];
    float *in = numbers(COUNT, 8), *other = numbers(COUNT, 9), out[COUNT];
    double expected[COUNT];
    for (int kind = NET_CLAMP; kind < NET_SQRT; kind++) {
        net_activate(level, (enum net_activation)kind, 0.1f, 0.5f, in, 1, out, 1, COUNT);
        for (int i = 0; i < COUNT; i++) expected[i] = function((enum net_activation)kind, in[i]);
        snprintf(what, sizeof what, "activation %d", kind);
        compare(what, out, expected, COUNT);
    }
    net_binary_run(level, NET_MUL, in, 1, other, 0, out, 1, COUNT);
    for (int i = 0; i < COUNT; i++) expected[i] = (double)in[i] * other[0];
    compare("product with one number", out, expected, COUNT);
    double sum = 0;
    for (int i = 0; i < COUNT; i++) sum += exp(in[i]);
    for (int i = 0; i < COUNT; i++) expected[i] = exp(in[i]) / sum;
    net_softmax(level, in, out, COUNT);
    compare("softmax", out, expected, COUNT);
}

static void check_pool(int level, int channels) {
    size_t count = (size_t)OUT * OUT * channels;
    float *in = numbers((size_t)SIDE * SIDE * channels, 1), *out = numbers(count, 3);
    double *expected = malloc(count * sizeof(double));
    net_pool pool = {level, 1, channels, channels, SIDE * channels, channels, OUT * channels};
    for (int p = 0; p < OUT * OUT; p++)
        for (int c = 0; c < channels; c++) {
            double most = -INFINITY;
            for (int t = 0; t < KERNEL * KERNEL; t++)
                most = fmax(most, in[((p / OUT + t / KERNEL) * SIDE + p % OUT + t % KERNEL) * channels + c]);
            expected[p * channels + c] = most;
        }
    net_pool_run(&pool, &whole, taps_of(channels), NULL, in, out);
    compare("maximum pool", out, expected, count);
}

int main(void) {
    int level = net_best_level();
    printf("kernels of level %d\n", level);
    static const int channels[][2] = {{3, 5}, {16, 16}, {24, 40}, {33, 70}};
    for (int i = 0; i < 4; i++) check_convolutions(level, channels[i][0], channels[i][1]);
    for (int i = 0; i < 4; i++) check_depthwise(level, channels[i][1]);
    check_pool(level, 19);
    check_elements(level);
    return failures > 0;
}
