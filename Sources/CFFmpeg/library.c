#include "library.h"
#include <dlfcn.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

void *vedette_function(const char *library, const char *name) {
    // Opening what is open already only counts it once more; nothing is ever closed.
    void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    void *found = handle ? dlsym(handle, name) : NULL;
    if (!found) {
        fprintf(stderr, "vedette: FFmpeg's library %s cannot be used: %s\n", library, dlerror());
        _exit(EX_UNAVAILABLE);
    }
    return found;
}
