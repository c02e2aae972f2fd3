// Keeps, of every file that a program forces to the disk, a copy as it was then: what a power cut would leave at least.
//
// To be preloaded (LD_PRELOAD). SYNCED_COPIES names the folder of the copies: one a file, by its device and inode, and the
// file's path beside it. Only regular files below SYNCED_BELOW are kept.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void copy(int from, int to, off_t size) {
    char bytes[65536];
    for (off_t place = 0; place < size;) {
        ssize_t count = pread(from, bytes, sizeof bytes, place);
        if (count <= 0 || write(to, bytes, count) != count) return;
        place += count;
    }
}

static void keep(int descriptor) {
    const char *folder = getenv("SYNCED_COPIES"), *below = getenv("SYNCED_BELOW");
    struct stat status;
    char link[64], path[PATH_MAX] = "", draft[PATH_MAX], target[PATH_MAX];
    if (!folder || !below || fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || strncmp(path, below, strlen(below))) return;
    // The program's own descriptor may be for writing alone.
    int source = open(link, O_RDONLY | O_CLOEXEC);
    if (source < 0) return;
    pthread_mutex_lock(&one_at_a_time);
    snprintf(target, sizeof target, "%s/%lx-%lx", folder, (long)status.st_dev, (long)status.st_ino);
    snprintf(draft, sizeof draft, "%s.draft", target);
    int copied = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (copied >= 0) {
        copy(source, copied, status.st_size);
        close(copied);
        rename(draft, target);
    }
    snprintf(draft, sizeof draft, "%s.path", target);
    int named = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (named >= 0) {
        if (write(named, path, strlen(path)) < 0) { /* a copy without its name is passed over */ }
        close(named);
    }
    pthread_mutex_unlock(&one_at_a_time);
    close(source);
}

static int synced(const char *name, int descriptor) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = real ? real(descriptor) : -1;
    int error = errno;
    if (result == 0) keep(descriptor);
    errno = error;
    return result;
}

int fsync(int descriptor) { return synced("fsync", descriptor); }
int fdatasync(int descriptor) { return synced("fdatasync", descriptor); }
