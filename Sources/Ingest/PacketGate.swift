import Glibc

/// What is known of a packet before it is decoded.
package struct PacketNote: Hashable, Sendable {
    /// Decoding time, of a clock that only goes forward.
    package var seconds: Double
    package var bytes: Int
    package var kind: PacketKind

    package init(seconds: Double, bytes: Int, kind: PacketKind) {
        self.seconds = seconds
        self.bytes = bytes
        self.kind = kind
    }

    package var isKeyframe: Bool { kind == .keyframe }
}

/// Says from packets' sizes alone whether something moves: it takes bytes to tell of what moves, and none of what does not.
///
/// The measure is the packets' deviation from their ``PacketBaseline``, averaged exponentially over 0.3 seconds, so that
/// neither one large packet nor the see-saw of P and B counts. Measured on noisy 1080p (x264, GOP 2 to 10 s): below 1 all
/// the time while nothing moves, 4.5 in the middle while somebody walks.
///
/// An encoder that holds its rate constant, or that is at its limit, hides motion from it: that is what audits are for.
package struct PacketGate: Sendable {
    /// From this measure on something moves.
    package static let threshold = 2.0

    /// From this measure on a look is worth its price.
    package static let suspicion = 1.3

    /// Packets after a silence of so many usual steps, and at least a second, count as motion: some cameras send nothing
    /// while nothing happens.
    private static let silentSteps = 8.0

    private static let memory = 0.3

    /// One packet moves the measure by so much at most.
    private static let limits = -4.0...6.0

    /// Packets that are not learnt yet are no more than these.
    private static let mostSamples = 4096

    private var baseline = PacketBaseline()
    private var distance = 0
    private var step = 0.0
    private var last: (seconds: Double, kind: PacketKind)?
    private var samples: [Sample] = []

    /// The measure as of the last packet.
    package private(set) var measure = 0.0

    private struct Sample: Sendable {
        let seconds: Double
        let bytes: Int
        let place: PacketBaseline.Place
    }

    package init() {}

    /// Takes the next packet in; returns whether something moves.
    package mutating func note(_ packet: PacketNote) -> Bool {
        distance = packet.isKeyframe ? 0 : distance + 1
        let place = PacketBaseline.Place(packet.kind, distance: distance)
        let elapsed = last.map { max(0.001, packet.seconds - $0.seconds) } ?? 0
        let isFirst = last == nil
        // Keyframes vary with the picture, not with what moves in it; where there is nothing else, they have to do.
        if !packet.isKeyframe || last?.kind == .keyframe {
            let deviation = baseline.deviation(bytes: packet.bytes, at: place)
            let bounded = min(max(deviation, Self.limits.lowerBound), Self.limits.upperBound)
            measure += (1 - exp(-elapsed / Self.memory)) * (bounded - measure)
        }
        last = (packet.seconds, packet.kind)
        keep(Sample(seconds: packet.seconds, bytes: packet.bytes, place: place))
        let wasSilent = !isFirst && step > 0 && elapsed > max(1, Self.silentSteps * step)
        if !wasSilent && !isFirst { step += (min(elapsed, 1) - step) * (step > 0 ? 0.05 : 1) }
        return wasSilent || measure >= Self.threshold
    }

    /// Nothing moved in what came before this moment.
    package mutating func learn(before seconds: Double) {
        for sample in samples.prefix(while: { $0.seconds < seconds }) {
            baseline.learn(bytes: sample.bytes, at: sample.place)
        }
        forget(before: seconds)
    }

    /// What came before this moment tells nothing of stillness.
    package mutating func forget(before seconds: Double) {
        samples.removeSubrange(..<(samples.firstIndex { $0.seconds >= seconds } ?? samples.endIndex))
    }

    /// Another stream begins: what is usual in it may be the same, what came last is not its.
    package mutating func restart() {
        distance = 0
        measure = 0
        last = nil
        samples = []
    }

    private mutating func keep(_ sample: Sample) {
        if samples.count >= Self.mostSamples { samples.removeFirst(Self.mostSamples / 2) }
        samples.append(sample)
    }
}
