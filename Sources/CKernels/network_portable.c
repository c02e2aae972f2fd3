// Four floats at a time: SSE2, NEON, or whatever the compiler makes of it.
#include "network_level.h"
#define WIDTH 4
#define PANEL_VECTORS 4
#define LEVEL(name) name##_portable
#if defined(__aarch64__)
#define TILE_REGISTERS 24
#else
#define TILE_REGISTERS 8
#endif
#include "network_kernels.h"
