// Hot loops of pictures on their way into a network: planar YUV to float planes, scaled, coloured and normalised in
// one pass. A full-size RGB picture never exists: each output row is resampled from the rows that it needs.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct picture_plane {
    const uint8_t *base; // NULL for the chroma planes of a grey picture
    size_t stride;
    int32_t width, height;
};

// Along one axis: the luma coordinate of the tensor's edge (0 is the picture's edge, not its first sample's centre),
// and the luma samples to one tensor sample. Tensor samples whose centres lie outside the picture are filled.
struct picture_axis {
    double origin, step;
};

// What three samples become: channel c is clamp(rows[c] · (Y, U, V, 1), low[c], high[c]). Matrix, range, channel
// order, mean and scale are all folded in.
struct picture_colour {
    float rows[3][4];
    float low[3], high[3];
    float fill[3];
};

struct picture_task {
    struct picture_plane luma, u, v; // u and v of one size
    struct picture_axis across, down;
    struct picture_colour colour;
    int32_t width, height; // of the tensor
};

// The floats that `scratch` must hold.
size_t picture_scratch_floats(const struct picture_task *task);

// Writes 3 × height × width floats. Shrinking up to 2× is bilinear; beyond, a tent that reaches half a step to each
// side, so that no sample is skipped. Needs every plane at least 1 × 1, tensor sides at least 1, steps above 0, and
// all of origin and step finite.
void picture_to_tensor(const struct picture_task *task, float *scratch, float *tensor);

// The same without vector instructions chosen at run time: the twin that tests compare with.
void picture_to_tensor_portable(const struct picture_task *task, float *scratch, float *tensor);
