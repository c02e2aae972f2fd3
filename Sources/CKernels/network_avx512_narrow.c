// Eight floats at a time, with the thirty-two registers of AVX-512.
#include "network_level.h"
#if defined(__x86_64__)
#include <immintrin.h>
#define WIDTH 8
#define PANEL_VECTORS 4
#define TILE_REGISTERS 24
#define LEVEL(name) name##_avx512_narrow
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))),              \
                             apply_to = function)
#include "network_kernels.h"
#pragma clang attribute pop
#endif
