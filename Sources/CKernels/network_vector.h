// Vectors of WIDTH floats and what activations need of them. Included once for each level.
#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// May lie anywhere in memory; alias anything.
typedef float vec __attribute__((vector_size(WIDTH * 4), aligned(4), may_alias));
typedef int32_t ivec __attribute__((vector_size(WIDTH * 4), aligned(4), may_alias));

INLINE vec load(const float *p) { return *(const vec *)p; }
INLINE void store(float *p, vec x) { *(vec *)p = x; }
INLINE vec splat(float x) { return x - (vec){}; }
INLINE vec choose(ivec mask, vec yes, vec no) { return (vec)((mask & (ivec)yes) | (~mask & (ivec)no)); }

#if WIDTH == 16
INLINE vec vmin(vec a, vec b) { return (vec)_mm512_min_ps((__m512)a, (__m512)b); }
INLINE vec vmax(vec a, vec b) { return (vec)_mm512_max_ps((__m512)a, (__m512)b); }
INLINE vec vsqrt(vec a) { return (vec)_mm512_sqrt_ps((__m512)a); }
INLINE void store_some(float *p, vec x, int count) {
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), (__m512)x);
}
INLINE vec load_some(const float *p, int count) {
    return (vec)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
}
INLINE vec reciprocal(vec x) {  // 14 bits, then one Newton step
    vec r = (vec)_mm512_rcp14_ps((__m512)x);
    return r * (2 - x * r);
}
#else
#if WIDTH == 8
INLINE vec vmin(vec a, vec b) { return (vec)_mm256_min_ps((__m256)a, (__m256)b); }
INLINE vec vmax(vec a, vec b) { return (vec)_mm256_max_ps((__m256)a, (__m256)b); }
INLINE vec vsqrt(vec a) { return (vec)_mm256_sqrt_ps((__m256)a); }
#else
// As the x86 instructions: the second operand where one is not a number.
INLINE vec vmin(vec a, vec b) { return choose(a < b, a, b); }
INLINE vec vmax(vec a, vec b) { return choose(a > b, a, b); }
INLINE vec vsqrt(vec a) {
    for (int i = 0; i < WIDTH; i++) a[i] = sqrtf(a[i]);
    return a;
}
#endif
INLINE void store_some(float *p, vec x, int count) {
    for (int i = 0; i < WIDTH; i++)
        if (i < count) p[i] = x[i];
}
INLINE vec load_some(const float *p, int count) {
    vec x = {};
    for (int i = 0; i < WIDTH; i++)
        if (i < count) x[i] = p[i];
    return x;
}
INLINE vec reciprocal(vec x) { return 1 / x; }
#endif

#if WIDTH == 16
// 2^t: a polynomial on [-1/2, 1/2], scaled by an instruction that saturates at both ends.
INLINE vec vexp2(vec t) {
    vec n = (vec)_mm512_roundscale_ps((__m512)t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    vec f = t - n;
    vec p = 1.32764e-3f * f + 9.67554e-3f;
    p = p * f + 5.550713e-2f;
    p = p * f + 2.402212e-1f;
    p = p * f + 6.9314697e-1f;
    p = p * f + 1.00000007f;
    return (vec)_mm512_scalef_ps((__m512)p, (__m512)n);
}

// Relative error below 3e-6 over all of float's range.
INLINE vec vexp(vec x) { return vexp2(x * 1.44269504088896341f); }

// The exponential is kept where its reciprocal is a normal number: that of infinity the Newton step would make no number,
// and numbers below the normal ones take thirty times as long.
INLINE vec vsigmoid(vec x) { return reciprocal(1 + vexp2(vmin(splat(125), x * -1.44269504088896341f))); }
#else
// e^x: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2]; relative error below 2e-7, saturating at the ends of float.
INLINE vec vexp(vec x) {
    x = vmin(splat(88.3762626647949f), vmax(splat(-87.3365447505f), x));
    vec shifted = x * 1.44269504088896341f + 12582912.0f;  // 1.5 * 2^23: rounds to an integer in the low bits
    ivec n = (ivec)shifted - 0x4B400000;
    vec whole = shifted - 12582912.0f;
    vec f = x - whole * 0.693359375f;
    f = f + whole * 2.12194440e-4f;
    vec p = 1.9875691500e-4f * f + 1.3981999507e-3f;
    p = p * f + 8.3334519073e-3f;
    p = p * f + 4.1665795894e-2f;
    p = p * f + 1.6666665459e-1f;
    p = p * f + 5.0000001201e-1f;
    p = p * f * f + f + 1;
    return (vec)((ivec)p + (n << 23));
}

INLINE vec vsigmoid(vec x) { return reciprocal(1 + vexp(-x)); }
#endif

// By the odd part of the exponential; the short series keeps small arguments exact.
INLINE vec vtanh(vec x) {
    vec e = vexp(vmin(splat(20), vmax(splat(-20), x)) * 2);
    vec big = 1 - 2 * reciprocal(e + 1);
    vec s = x * x, small = x * (1 - s * (0.33333333f - s * (0.13333333f - s * 0.05396825f)));
    return choose(s < 0.04f, small, big);
}

// Abramowitz and Stegun 7.1.26 away from zero, the series near it: absolute error below 2e-7.
INLINE vec verf(vec x) {
    vec a = choose(x < 0, -x, x), t = reciprocal(1 + 0.3275911f * a);
    vec p = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
    vec big = 1 - p * vexp(-a * a);
    vec s = a * a;
    vec small = a * (1.12837917f - s * (0.37612639f - s * (0.11283792f - s * 0.02686617f)));
    vec r = choose(a < 0.3f, small, big);
    return choose(x < 0, -r, r);
}

// e^x + 2 over e^x + 2 + 2/e^x: tanh(ln(1 + e^x)) without a logarithm. Beyond 20 it is 1.
INLINE vec vmish(vec x) {
    vec e = vexp(vmin(splat(20), x)), n = e * (e + 2);
    return choose(x > 20, x, x * n * reciprocal(n + 2));
}

INLINE vec by_element(vec x, float (*f)(float)) {
    for (int i = 0; i < WIDTH; i++) x[i] = f(x[i]);
    return x;
}

INLINE vec activated(vec x, enum net_activation kind, float alpha, float beta) {
    switch (kind) {
        case NET_CLAMP: return vmin(splat(beta), vmax(splat(alpha), x));
        case NET_LEAKY: return choose(x < 0, x * alpha, x);
        case NET_SIGMOID: return vsigmoid(x);
        case NET_SILU: return x * vsigmoid(x);
        case NET_HARD_SIGMOID: return vmin(splat(1), vmax(splat(0), alpha * x + beta));
        case NET_HARD_SWISH: return x * vmin(splat(1), vmax(splat(0), x * (1.0f / 6) + 0.5f));
        case NET_TANH: return vtanh(x);
        case NET_GELU: return 0.5f * x * (1 + verf(x * 0.70710678f));
        case NET_MISH: return vmish(x);
        case NET_ELU: return choose(x < 0, alpha * by_element(x, expm1f), x);
        case NET_SOFTPLUS: return vmax(x, splat(0)) + by_element(vexp(-choose(x < 0, -x, x)), log1pf);
        case NET_EXP: return by_element(x, expf);
        case NET_ERF: return verf(x);
        case NET_SQRT: return vsqrt(x);
    }
}
