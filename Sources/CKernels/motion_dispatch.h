// One source, several versions: the loader picks the one for the processor that it finds. NEON is part of every
// 64-bit ARM, where the portable version is already compiled for it.
#pragma once

#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif
