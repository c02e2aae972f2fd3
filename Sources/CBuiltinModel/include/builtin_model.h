// The built-in detector's ONNX files, embedded in the binary: the daemon is one file and needs no path to another.
#pragma once
#include <stddef.h>

extern const unsigned char vedette_builtin_model[];
extern const unsigned char vedette_builtin_model_end[];
extern const unsigned char vedette_builtin_int8_model[];
extern const unsigned char vedette_builtin_int8_model_end[];

static inline const void *vedette_builtin_model_bytes(void) { return vedette_builtin_model; }

static inline size_t vedette_builtin_model_size(void) {
    return (size_t)(vedette_builtin_model_end - vedette_builtin_model);
}

static inline const void *vedette_builtin_int8_model_bytes(void) { return vedette_builtin_int8_model; }

static inline size_t vedette_builtin_int8_model_size(void) {
    return (size_t)(vedette_builtin_int8_model_end - vedette_builtin_int8_model);
}
