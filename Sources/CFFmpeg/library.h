// How a function of a library is found that is loaded with its first call.
#pragma once
#include <stdatomic.h>

/// The function's address in the library of this file name, loaded if need be. Where either is missing, the program says so
/// on standard error and ends with EX_UNAVAILABLE, as the system's own loader would at its start.
void *vedette_function(const char *library, const char *name);

/// Defines a function that FFmpeg's headers declare: it looks up the library's own once, and calls that. The compiler holds
/// the result and the parameters against the header's declaration.
#define FUNCTION(library, result, name, parameters, arguments)                          \
    __attribute__((visibility("hidden"))) result name parameters {                      \
        static _Atomic(void *) known;                                                   \
        void *found = atomic_load_explicit(&known, memory_order_acquire);               \
        if (!found) {                                                                   \
            found = vedette_function(library, #name);                                   \
            atomic_store_explicit(&known, found, memory_order_release);                 \
        }                                                                               \
        return ((__typeof__(&name))found) arguments;                                    \
    }
