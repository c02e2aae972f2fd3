// The kernels, written for vectors of WIDTH floats. A file of each level includes this once, with its own names.
//
// WIDTH            floats in a vector
// PANEL_VECTORS    vectors of output channels a convolution tile holds at most
// TILE_REGISTERS   vectors that may hold sums at a time
// LEVEL(name)      the level's own name
#include "network_vector.h"

// Finishes a tile of sums: the second operand of a fused addition, the activation, the store. `valid` of the
// `wide` vectors' floats exist.
typedef struct {
    const net_conv_call *conv;
    const float *residual;
    ptrdiff_t residual_step;
    float *out;
    ptrdiff_t out_step;
    int valid;
} tile_end;

INLINE vec some(const float *p, int left) { return left >= WIDTH ? load(p) : load_some(p, left); }

INLINE void put(float *p, vec x, int left) {
    if (left >= WIDTH) store(p, x);
    else store_some(p, x, left);
}

INLINE vec finished(const net_conv_call *c, vec x, const float *residual, int left) {
    if (c->s.residual == NET_BEFORE_ACTIVATION) x += some(residual, left);
    x = activated(x, c->s.activation, c->s.alpha, c->s.beta);
    if (c->s.residual == NET_AFTER_ACTIVATION) x += some(residual, left);
    return x;
}

// One tile of a dense convolution: `pixels` neighbours by `wide` vectors of output channels, all sums in registers.
// Each input float is broadcast once and meets `wide` vectors of weights.
INLINE void tile(const net_conv_call *c, const net_region *r, const float *in, ptrdiff_t step, const float *weights,
                 const float *bias, tile_end end, const int pixels, const int wide) {
    // Arrays of constant size: those of a size that only inlining makes constant would stay in memory.
    vec sum[TILE_REGISTERS];
#pragma clang loop unroll(full)
    for (int m = 0; m < pixels; m++)
#pragma clang loop unroll(full)
        for (int v = 0; v < wide; v++) sum[m * wide + v] = load(bias + v * WIDTH);

    const ptrdiff_t channel = c->s.in_channel;
    for (int t = 0; t < r->taps; t++) {
        const net_tap *tap = c->taps + r->first_tap + t;
        const float *a = in + tap->offset;
        const float *w = weights + (size_t)tap->weight * c->s.in_channels * wide * WIDTH;
        for (int k = 0; k < c->s.in_channels; k++, a += channel, w += wide * WIDTH) {
            vec b[PANEL_VECTORS];
#pragma clang loop unroll(full)
            for (int v = 0; v < wide; v++) b[v] = load(w + v * WIDTH);
#pragma clang loop unroll(full)
            for (int m = 0; m < pixels; m++) {
                vec x = splat(a[m * step]);
#pragma clang loop unroll(full)
                for (int v = 0; v < wide; v++) sum[m * wide + v] += x * b[v];
            }
        }
    }

    if (c->s.residual == NET_NO_RESIDUAL && c->s.activation == NET_CLAMP) {
        vec low = splat(c->s.alpha), high = splat(c->s.beta);
#pragma clang loop unroll(full)
        for (int m = 0; m < pixels; m++)
#pragma clang loop unroll(full)
            for (int v = 0; v < wide; v++)
                put(end.out + m * end.out_step + v * WIDTH, vmin(high, vmax(low, sum[m * wide + v])), end.valid - v * WIDTH);
        return;
    }
    vec done[TILE_REGISTERS];  // in memory, so that the activation's code exists once, not `pixels` times
#pragma clang loop unroll(full)
    for (int m = 0; m < pixels; m++)
#pragma clang loop unroll(full)
        for (int v = 0; v < wide; v++) done[m * wide + v] = sum[m * wide + v];
#pragma clang loop unroll(disable)
    for (int m = 0; m < pixels; m++)
#pragma clang loop unroll(disable)
        for (int v = 0; v < wide; v++)
            put(end.out + m * end.out_step + v * WIDTH,
                finished(c, done[m * wide + v], end.residual + m * end.residual_step + v * WIDTH,
                         end.valid - v * WIDTH),
                end.valid - v * WIDTH);
}

// A line of `count` pixels, cut into tiles.
INLINE void line(const net_conv_call *c, const net_region *r, const float *in, ptrdiff_t step, int count,
                 const float *weights, const float *bias, tile_end end, const int wide) {
    const int most = TILE_REGISTERS / wide;
    while (count > 0) {
        int now;
#define TILE(n) case n: tile(c, r, in, step, weights, bias, end, n, wide); now = n; break
        switch (count < most ? count : most) {
#if TILE_REGISTERS >= 24
            default: if (most >= 12) { tile(c, r, in, step, weights, bias, end, 12, wide); now = 12; break; }
            case 11: case 10: case 9: if (most >= 8) { tile(c, r, in, step, weights, bias, end, 8, wide); now = 8; break; }
            TILE(8); TILE(7);
#elif TILE_REGISTERS >= 12
            default:
#else
            default:
#endif
            TILE(6); TILE(5); TILE(4); TILE(3); TILE(2); TILE(1);
        }
#undef TILE
        in += now * step;
        end.out += now * end.out_step;
        end.residual += now * end.residual_step;
        count -= now;
    }
}

// Walks a region along its longer side; regions that are one unbroken line of pixels are walked as one.
INLINE void panel(const net_conv_call *c, const float *weights, const float *bias, const float *in, const float *residual,
                  float *out, int valid, const int wide) {
    for (int i = 0; i < c->s.regions; i++) {
        const net_region *r = c->regions + i;
        int height = r->bottom - r->top, width = r->right - r->left;
        int tall = height > width;
        int lines = tall ? width : height, length = tall ? height : width;
        ptrdiff_t in_line = tall ? c->s.in_pixel : c->s.in_row, in_step = tall ? c->s.in_row : c->s.in_pixel;
        ptrdiff_t out_line = tall ? c->s.out_pixel : c->s.out_row, out_step = tall ? c->s.out_row : c->s.out_pixel;
        ptrdiff_t res_line = tall ? c->s.residual_pixel : c->s.residual_row;
        ptrdiff_t res_step = tall ? c->s.residual_row : c->s.residual_pixel;
        if (in_line == length * in_step && out_line == length * out_step
            && (c->s.residual == NET_NO_RESIDUAL || res_line == length * res_step)) {
            length *= lines;
            lines = 1;
        }
        const float *a = in + r->top * c->s.in_row + r->left * c->s.in_pixel;
        tile_end end = {c, residual, res_step, out + r->top * c->s.out_row + r->left * c->s.out_pixel, out_step, valid};
        if (residual) end.residual += r->top * c->s.residual_row + r->left * c->s.residual_pixel;
        for (int l = 0; l < lines; l++) {
            line(c, r, a, in_step, length, weights, bias, end, wide);
            a += in_line;
            end.out += out_line;
            if (residual) end.residual += res_line;
        }
    }
}

static void LEVEL(conv_panel)(const net_conv_call *c, int wide, int valid, const float *weights, const float *bias,
                              const float *in, const float *residual, float *out) {
    switch (wide) {
        case 1: panel(c, weights, bias, in, residual, out, valid, 1); break;
        case 2: panel(c, weights, bias, in, residual, out, valid, 2); break;
        case 3: panel(c, weights, bias, in, residual, out, valid, 3); break;
#if PANEL_VECTORS >= 4
        case 4: panel(c, weights, bias, in, residual, out, valid, 4); break;
#endif
    }
}

#include "network_winograd.h"

// One pixel of a block of WIDTH channels, under any taps.
INLINE void depthwise_pixel(const net_conv_call *c, const net_region *r, size_t channels, const float *a,
                            const float *weights, vec bias, const float *residual, float *out, int left) {
    vec sum = bias;
    for (int t = 0; t < r->taps; t++) {
        const net_tap *tap = c->taps + r->first_tap + t;
        sum += some(a + tap->offset, left) * load(weights + tap->weight * channels);
    }
    put(out, finished(c, sum, residual, left), left);
}

// PIXELS neighbours of a block of WIDTH channels under a whole square kernel. Neighbours share what they read: `across`
// is the distance between two columns of the kernel, of which a pixel is `stride`.
#define PIXELS 8
INLINE void depthwise_tile(const net_conv_call *c, size_t channels, const float *a, ptrdiff_t down, ptrdiff_t across,
                           const float *weights, vec bias, const float *residual, float *out, const int size,
                           const int stride, const int pixels) {
    vec sum[PIXELS];
#pragma clang loop unroll(full)
    for (int p = 0; p < pixels; p++) sum[p] = bias;
#pragma clang loop unroll(disable)
    for (int y = 0; y < size; y++, a += down) {
        vec column[(PIXELS - 1) * 2 + 5];
#pragma clang loop unroll(full)
        for (int x = 0; x < (pixels - 1) * stride + size; x++) column[x] = load(a + x * across);
#pragma clang loop unroll(full)
        for (int x = 0; x < size; x++, weights += channels) {
            vec w = load(weights);
#pragma clang loop unroll(full)
            for (int p = 0; p < pixels; p++) sum[p] += column[p * stride + x] * w;
        }
    }
    if (c->s.residual == NET_NO_RESIDUAL && c->s.activation == NET_CLAMP) {
        vec low = splat(c->s.alpha), high = splat(c->s.beta);
#pragma clang loop unroll(full)
        for (int p = 0; p < pixels; p++) store(out + p * c->s.out_pixel, vmin(high, vmax(low, sum[p])));
        return;
    }
    vec done[PIXELS];
#pragma clang loop unroll(full)
    for (int p = 0; p < pixels; p++) done[p] = sum[p];
#pragma clang loop unroll(disable)
    for (int p = 0; p < pixels; p++)
        store(out + p * c->s.out_pixel, finished(c, done[p], residual + p * c->s.residual_pixel, WIDTH));
}

// One row of a block of WIDTH channels.
INLINE void depthwise_row(const net_conv_call *c, const net_region *r, size_t channels, const float *a,
                          const float *weights, vec bias, const float *residual, float *out, const int size,
                          const int stride) {
    const net_tap *taps = c->taps + r->first_tap;
    ptrdiff_t across = taps[1].offset - taps[0].offset, down = taps[size].offset - taps[0].offset;
    int x = r->left;
    for (; x + PIXELS <= r->right; x += PIXELS)
        depthwise_tile(c, channels, a + x * c->s.in_pixel + taps[0].offset, down, across, weights, bias,
                       residual + x * c->s.residual_pixel, out + x * c->s.out_pixel, size, stride, PIXELS);
    for (; x + 2 <= r->right; x += 2)
        depthwise_tile(c, channels, a + x * c->s.in_pixel + taps[0].offset, down, across, weights, bias,
                       residual + x * c->s.residual_pixel, out + x * c->s.out_pixel, size, stride, 2);
    for (; x < r->right; x++)
        depthwise_pixel(c, r, channels, a + x * c->s.in_pixel, weights, bias, residual + x * c->s.residual_pixel,
                        out + x * c->s.out_pixel, WIDTH);
}

// What a region allows: 10 * size + stride for a whole square kernel whose columns pixels share; 0 for anything else.
static int LEVEL(depthwise_shape)(const net_conv_call *c, const net_region *r) {
    const net_tap *t = c->taps + r->first_tap;
    int size = r->taps == 9 ? 3 : r->taps == 25 ? 5 : 0;
    if (size == 0 || c->s.all_taps != r->taps) return 0;
    ptrdiff_t across = t[1].offset - t[0].offset;
    if (t[2].offset - t[1].offset != across || t[size].weight != size) return 0;
    return c->s.in_pixel == across ? 10 * size + 1 : c->s.in_pixel == 2 * across ? 10 * size + 2 : 0;
}

// A row of a region, block after block of channels.
static void LEVEL(depthwise_line)(const net_conv_call *c, const net_region *r, int shape, int y, const float *in,
                                  const float *residual, float *out) {
    size_t channels = net_depthwise_channels(c->s.out_channels);
    for (int o = 0; o < c->s.out_channels; o += WIDTH) {
        const float *a = in + y * c->s.in_row + o, *w = c->weights + o;
        const float *also = residual + (residual ? y * c->s.residual_row + o : 0);
        float *to = out + y * c->s.out_row + o;
        vec bias = load(c->bias + o);
        int left = c->s.out_channels - o;
        switch (left >= WIDTH ? shape : 0) {
            case 31: depthwise_row(c, r, channels, a, w, bias, also, to, 3, 1); break;
            case 32: depthwise_row(c, r, channels, a, w, bias, also, to, 3, 2); break;
            case 51: depthwise_row(c, r, channels, a, w, bias, also, to, 5, 1); break;
            case 52: depthwise_row(c, r, channels, a, w, bias, also, to, 5, 2); break;
            default:
                for (int x = r->left; x < r->right; x++)
                    depthwise_pixel(c, r, channels, a + x * c->s.in_pixel, w, bias, also + x * c->s.residual_pixel,
                                    to + x * c->s.out_pixel, left);
        }
    }
}

// Blocks of one row lie in the same few sets of the first cache: of long rows they would push each other out before the
// next block reads the lines that they share, so such rows are cut.
static int LEVEL(depthwise_strip)(const net_conv_call *c, const net_region *r, int shape) {
    int rows = shape / 10, length = r->right - r->left;
    return rows * length * c->s.in_pixel * (int)sizeof(float) > 30 << 10 ? 2 * PIXELS : length;
}

static void LEVEL(depthwise)(const net_conv_call *c, const float *in, const float *residual, float *out) {
    for (int i = 0; i < c->s.regions; i++) {
        net_region strip = c->regions[i];
        int shape = LEVEL(depthwise_shape)(c, &strip), length = LEVEL(depthwise_strip)(c, &strip, shape);
        int right = strip.right;
        for (int y = strip.top; y < strip.bottom; y++)
            for (strip.left = c->regions[i].left; strip.left < right; strip.left = strip.right) {
                strip.right = right - strip.left > length ? strip.left + length : right;
                LEVEL(depthwise_line)(c, &strip, shape, y, in, residual, out);
            }
    }
}

INLINE void pool_pixel(const net_pool_call *p, const net_region *r, const float *a, float scale, float *out, int left,
                       const int average) {
    vec best = average ? (vec){} : splat(-INFINITY);
    for (int t = 0; t < r->taps; t++) {
        vec next = some(a + p->taps[r->first_tap + t].offset, left);
        best = average ? best + next : vmax(best, next);
    }
    put(out, average ? best * scale : best, left);
}

static void LEVEL(pool)(const net_pool_call *p, const float *in, float *out) {
    for (int i = 0; i < p->s.regions; i++) {
        const net_region *r = p->regions + i;
        for (int y = r->top; y < r->bottom; y++)
            for (int x = r->left; x < r->right; x++) {
                const float *a = in + y * p->s.in_row + x * p->s.in_pixel;
                float *to = out + y * p->s.out_row + x * p->s.out_pixel;
                for (int o = 0; o < p->s.channels; o += WIDTH) {
                    int left = p->s.channels - o;
                    if (p->divisors) pool_pixel(p, r, a + o, 1 / p->divisors[i], to + o, left, 1);
                    else pool_pixel(p, r, a + o, 1, to + o, left, 0);
                }
            }
    }
}

// WIDTH elements a step apart, at most `left` of them.
INLINE vec pick(const float *p, ptrdiff_t step, int left) {
    if (step == 1) return some(p, left);
    vec x = {};
    for (int i = 0; i < WIDTH; i++)
        if (i < left) x[i] = p[i * step];
    return x;
}

INLINE void place(float *p, ptrdiff_t step, vec x, int left) {
    if (step == 1) {
        put(p, x, left);
        return;
    }
    for (int i = 0; i < WIDTH; i++)
        if (i < left) p[i * step] = x[i];
}

static void LEVEL(activate)(enum net_activation kind, float alpha, float beta, const float *in, ptrdiff_t in_step,
                            float *out, ptrdiff_t out_step, size_t count) {
#define KIND(k)                                                                                                        \
    case k:                                                                                                            \
        for (size_t i = 0; i < count; i += WIDTH) {                                                                    \
            int left = count - i < WIDTH ? (int)(count - i) : WIDTH;                                                   \
            place(out + i * out_step, out_step, activated(pick(in + i * in_step, in_step, left), k, alpha, beta), left);\
        }                                                                                                              \
        break
    switch (kind) {
        KIND(NET_CLAMP);
        KIND(NET_LEAKY);
        KIND(NET_SIGMOID);
        KIND(NET_SILU);
        KIND(NET_HARD_SIGMOID);
        KIND(NET_HARD_SWISH);
        KIND(NET_TANH);
        KIND(NET_GELU);
        KIND(NET_MISH);
        KIND(NET_ELU);
        KIND(NET_SOFTPLUS);
        KIND(NET_EXP);
        KIND(NET_ERF);
        KIND(NET_SQRT);
    }
#undef KIND
}

static void LEVEL(binary)(enum net_binary kind, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step,
                          float *out, ptrdiff_t out_step, size_t count) {
#define KIND(k, expression)                                                                                            \
    case k:                                                                                                            \
        for (size_t i = 0; i < count; i += WIDTH) {                                                                    \
            int left = count - i < WIDTH ? (int)(count - i) : WIDTH;                                                   \
            vec x = a_step ? pick(a + i * a_step, a_step, left) : splat(*a);                                           \
            vec y = b_step ? pick(b + i * b_step, b_step, left) : splat(*b);                                           \
            place(out + i * out_step, out_step, expression, left);                                                     \
        }                                                                                                              \
        break
    switch (kind) {
        KIND(NET_ADD, x + y);
        KIND(NET_SUB, x - y);
        KIND(NET_MUL, x * y);
        KIND(NET_DIV, x / y);
        KIND(NET_MIN, choose((x < y) | (x != x), x, y));
        KIND(NET_MAX, choose((x > y) | (x != x), x, y));
    }
#undef KIND
}

static void LEVEL(softmax)(const float *in, float *out, size_t count) {
    float most = -INFINITY, sum = 0;
    for (size_t i = 0; i < count; i++) most = in[i] > most ? in[i] : most;
    vec total = {};
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        vec e = vexp(load(in + i) - most);
        total += e;
        store(out + i, e);
    }
    for (int j = 0; j < WIDTH; j++) sum += total[j];
    for (; i < count; i++) sum += out[i] = expf(in[i] - most);
    float scale = 1 / sum;
    for (i = 0; i < count; i++) out[i] *= scale;
}

const net_kernels LEVEL(net_kernels) = {
    .width = WIDTH,
    .panel_vectors = PANEL_VECTORS,
    .conv_panel = LEVEL(conv_panel),
    .winograd_tile_in = LEVEL(winograd_tile_in),
    .winograd_tile_out = LEVEL(winograd_tile_out),
    .depthwise = LEVEL(depthwise),
    .pool = LEVEL(pool),
    .activate = LEVEL(activate),
    .binary = LEVEL(binary),
    .softmax = LEVEL(softmax),
};
