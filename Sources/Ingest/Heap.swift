import CFFmpeg
import Glibc

/// How the C library's heap, which FFmpeg and Swift share, gives memory back.
///
/// A stream comes and goes with thousands of small blocks (packets, parsers, tables of decoders). glibc gives each thread an arena
/// of its own, up to eight a core, and each keeps what was free in it: over half an hour of cameras that come and go, 50 MB of
/// eight cameras' 200.
package enum Heap {
    /// As many arenas as threads can run at once; to be called before threads begin.
    package static func prepare() {
        mallopt(M_ARENA_MAX, Int32(clamping: max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }

    /// Gives whole pages that are free in any arena back to the system: some milliseconds, with one arena locked at a time.
    package static func trim() {
        malloc_trim(0)
    }
}
