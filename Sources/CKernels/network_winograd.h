// Convolution by three times three with a quarter of the multiplications: Winograd's F(4 x 4, 3 x 3), as given by
// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2015). Included once for each level.
//
// A tile of six by six inputs becomes 36 numbers a channel; for each of the 36, all tiles of a block times the weights
// are one matrix product; 36 sums a channel become four by four outputs.

enum { SIDE = 6, STEP = 4, POINTS = SIDE * SIDE };

INLINE void winograd_in(const vec d[SIDE], vec r[SIDE]) {
    vec a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], c = d[4] - d[2], e = 2 * (d[3] - d[1]);
    r[0] = 4 * d[0] - 5 * d[2] + d[4];
    r[1] = a + b;
    r[2] = a - b;
    r[3] = c + e;
    r[4] = c - e;
    r[5] = 4 * d[1] - 5 * d[3] + d[5];
}

INLINE void winograd_out(const vec m[SIDE], vec r[STEP]) {
    vec a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
    r[0] = m[0] + a + c;
    r[1] = b + 2 * d;
    r[2] = a + 4 * c;
    r[3] = b + 8 * d + m[5];
}

// One tile of all channels into points, `step` floats apart.
static void LEVEL(winograd_tile_in)(const net_winograd *w, const net_conv *c, const float *in, int top, int left,
                                    float *points, size_t step) {
    int whole = top >= 0 && left >= 0 && top + SIDE <= w->in_height && left + SIDE <= w->in_width;
    const float *corner = in + top * c->in_row + left * c->in_pixel;
    for (int k = 0; k < c->in_channels; k += WIDTH) {
        int some_left = c->in_channels - k;
        vec half[SIDE][SIDE];
        for (int x = 0; x < SIDE; x++) {
            vec column[SIDE], r[SIDE];
#pragma clang loop unroll(full)
            for (int y = 0; y < SIDE; y++) {
                int inside = whole
                    || (top + y >= 0 && top + y < w->in_height && left + x >= 0 && left + x < w->in_width);
                column[y] = inside ? some(corner + y * c->in_row + x * c->in_pixel + k, some_left) : (vec){};
            }
            winograd_in(column, r);
#pragma clang loop unroll(full)
            for (int y = 0; y < SIDE; y++) half[y][x] = r[y];
        }
        for (int y = 0; y < SIDE; y++) {
            vec r[SIDE];
            winograd_in(half[y], r);
#pragma clang loop unroll(full)
            for (int x = 0; x < SIDE; x++) put(points + (y * SIDE + x) * step + k, r[x], some_left);
        }
    }
}

// One tile of all channels from the sums to the output.
static void LEVEL(winograd_tile_out)(const net_winograd *w, const net_conv_call *c, const float *sums, size_t step,
                                     int top, int left, const float *residual, float *out) {
    int height = w->height - top < STEP ? w->height - top : STEP;
    int width = w->width - left < STEP ? w->width - left : STEP;
    ptrdiff_t start = top * c->s.out_row + left * c->s.out_pixel;
    ptrdiff_t also = top * c->s.residual_row + left * c->s.residual_pixel;
    for (int k = 0; k < c->s.out_channels; k += WIDTH) {
        int some_left = c->s.out_channels - k;
        vec bias = load(c->bias + k), half[STEP][SIDE];
        for (int x = 0; x < SIDE; x++) {
            vec column[SIDE], r[STEP];
#pragma clang loop unroll(full)
            for (int y = 0; y < SIDE; y++) column[y] = load(sums + (y * SIDE + x) * step + k);
            winograd_out(column, r);
#pragma clang loop unroll(full)
            for (int y = 0; y < STEP; y++) half[y][x] = r[y];
        }
        for (int y = 0; y < height; y++) {
            vec r[STEP];
            winograd_out(half[y], r);
            for (int x = 0; x < width; x++) {
                const float *more = residual ? residual + also + y * c->s.residual_row + x * c->s.residual_pixel + k : NULL;
                put(out + start + y * c->s.out_row + x * c->s.out_pixel + k, finished(c, r[x] + bias, more, some_left),
                    some_left);
            }
        }
    }
}
