// Sixteen floats at a time.
#include "network_level.h"
#if defined(__x86_64__)
#include <immintrin.h>
#define WIDTH 16
#define PANEL_VECTORS 4
#define TILE_REGISTERS 24
#define LEVEL(name) name##_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))),              \
                             apply_to = function)
#include "network_kernels.h"
#pragma clang attribute pop
#endif
