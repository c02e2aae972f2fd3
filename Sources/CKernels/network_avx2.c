// Eight floats at a time.
#include "network_level.h"
#if defined(__x86_64__)
#include <immintrin.h>
#define WIDTH 8
#define PANEL_VECTORS 3
#define TILE_REGISTERS 12
#define LEVEL(name) name##_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#include "network_kernels.h"
#pragma clang attribute pop
#endif
