import Glibc

/// Keeps a broken connection (SIGPIPE) and a file-size limit (SIGXFSZ) from ending the process: both are sent to the
/// thread that wrote, and where they are blocked its call fails with EPIPE or EFBIG instead.
func blockWriteSignalsOnThisThread() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGXFSZ)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
