package import Clocks

extension UUIDv7 {
    /// Gives identifiers that only ever grow, whatever the clock does.
    ///
    /// RFC 9562, section 6.2, method 1: `rand_a` counts within a millisecond. It starts at a random number below
    /// 2048, so that at least 2048 identifiers fit a millisecond; should they not, the next millisecond is borrowed. A
    /// clock that is set back changes nothing: the last millisecond is kept and counted on.
    package struct Generator: Sendable {
        /// The end of the year 9999, where RFC 3339 ends too; well below what 48 bits hold.
        private static let latest: UInt64 = 253_402_300_799_999

        private var random: any RandomNumberGenerator & Sendable
        private var milliseconds: UInt64 = 0
        private var counter: UInt64 = 0

        /// - Parameter random: the system's, or a seeded one where the same identifiers are wanted again.
        package init(random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
            self.random = random
        }

        package mutating func next(at time: CaptureTime) -> UUIDv7 {
            let now = min(UInt64(clamping: time.microseconds) / 1_000, Self.latest)
            if now > milliseconds {
                start(now)
            } else if counter == 0x0FFF {
                start(milliseconds + 1)
            } else {
                counter += 1
            }
            return UUIDv7(milliseconds: milliseconds, counter: counter, chance: random.next())
        }

        private mutating func start(_ moment: UInt64) {
            milliseconds = moment
            counter = random.next() & 0x07FF
        }
    }
}
