/// What the daemon may cost, and how far it may lag; nil for no ceiling. Units are ``Load``'s.
package struct Budget: Hashable, Sendable {
    package var latency: Double?
    package var cpuPercent: Double?
    package var memoryMegabytes: Double?

    package init(latency: Double? = nil, cpuPercent: Double? = nil, memoryMegabytes: Double? = nil) {
        self.latency = latency
        self.cpuPercent = cpuPercent
        self.memoryMegabytes = memoryMegabytes
    }

    /// One of the measures that have a ceiling.
    package struct Reading: Hashable, Sendable {
        /// The raw value is the key of `limits` in the configuration.
        package enum Measure: String, Hashable, Sendable, CaseIterable {
            case latency = "event_latency"
            case cpu = "cpu_percent"
            case memory = "memory_mb"
        }

        package let measure: Measure
        package let value: Double
        package let limit: Double

        /// 1 at the ceiling.
        package var share: Double { value / limit }
    }

    /// Every measure that has a ceiling, in the order of the configuration's keys.
    package func readings(_ load: Load) -> [Reading] {
        let all: [(Reading.Measure, Double, Double?)] = [
            (.latency, load.latency ?? 0, latency), (.cpu, load.cpuPercent, cpuPercent),
            (.memory, load.memoryMegabytes, memoryMegabytes),
        ]
        return all.compactMap { measure, value, limit in
            guard let limit, limit > 0 else { return nil }
            return Reading(measure: measure, value: value, limit: limit)
        }
    }

    /// The measure that is nearest to its ceiling, or furthest beyond it; nil where nothing has a ceiling.
    package func tightest(_ load: Load) -> Reading? { readings(load).max { $0.share < $1.share } }
}
