/// What the daemon costs and how far it lags, over the last moment.
package struct Load: Hashable, Sendable {
    /// How long frames waited until they had been looked at, seconds: the 95th percentile of the last five seconds; nil where
    /// there were none.
    package var latency: Double?

    /// User and system time of all threads, in percent of one core.
    package var cpuPercent: Double

    /// Resident memory, in megabytes of 10⁶ bytes.
    package var memoryMegabytes: Double

    package init(latency: Double? = nil, cpuPercent: Double = 0, memoryMegabytes: Double = 0) {
        self.latency = latency
        self.cpuPercent = cpuPercent
        self.memoryMegabytes = memoryMegabytes
    }
}
