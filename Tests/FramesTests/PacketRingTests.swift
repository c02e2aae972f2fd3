import Frames
import Seeds
import Testing

@Suite struct PacketRingTests {
    @Test func keepsTheFewestGOPsThatSpanItsSeconds() {
        let ring = PacketRing<Piece>(seconds: 2, bytes: 1 << 20)
        ring.push(gops: 6, of: 4)  // a second each
        // The newest packet is 5.75 s old in the stream's time: the GOPs from 3 s on span 2.75 s, those from 4 s too little.
        #expect(ring.packets.first?.seconds == 3)
        #expect(ring.packets.count == 12)
    }

    @Test func packetsThatLeaveByAgeAreNoDrops() {
        let drops = DropTally()
        let ring = PacketRing<Piece>(seconds: 1, bytes: 1 << 20, drops: drops)
        ring.push(gops: 20, of: 4)
        #expect(drops.counts.total == 0)
    }

    @Test func whenBytesRunOutTheOldestGOPsLeaveAndAreCounted() {
        let drops = DropTally()
        let ring = PacketRing<Piece>(seconds: 60, bytes: 1000, drops: drops)
        ring.push(gops: 6, of: 4)  // 400 bytes each
        #expect(ring.packets.first?.seconds == 4)
        #expect(ring.byteCount == 800)
        #expect(drops.counts[.packetRingFull] == 16)
    }

    @Test func aGOPLargerThanTheRingIsLeftOutUpToTheNextKeyframe() {
        let drops = DropTally()
        let ring = PacketRing<Piece>(seconds: 60, bytes: 1000, drops: drops)
        ring.push(gops: 1, of: 25)
        #expect(ring.packets.isEmpty)
        #expect(drops.counts[.gopTooLarge] == 25)
        ring.push(gops: 1, of: 5, from: 30)
        #expect(ring.packets.map(\.seconds) == [30, 30.25, 30.5, 30.75, 31])
    }

    @Test func nothingIsKeptBeforeTheFirstKeyframe() {
        let drops = DropTally()
        let ring = PacketRing<Piece>(seconds: 60, bytes: 1000, drops: drops)
        ring.push(Piece(seconds: 0, isKeyframe: false))
        #expect(ring.packets.isEmpty)
        #expect(drops.counts[.awaitingKeyframe] == 1)
    }

    @Test func forgetsOnDemand() {
        let ring = PacketRing<Piece>(seconds: 60, bytes: 1000)
        ring.push(gops: 1, of: 4)
        ring.removeAll()
        #expect(ring.packets.isEmpty)
        #expect(ring.byteCount == 0)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func whateverComesItHoldsWholeNewestGOPsWithinItsBounds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let drops = DropTally()
        let ring = PacketRing<Piece>(seconds: 3, bytes: 5000, drops: drops)
        var sent: [Piece] = []
        for index in 0..<600 {
            let isKeyframe = Int.random(in: 0..<12, using: &random) == 0
            let size = Int.random(in: 1...(isKeyframe ? 3000 : 400), using: &random)
            sent.append(Piece(seconds: Double(index) / 10, isKeyframe: isKeyframe, byteCount: size))
            ring.push(sent[index])
            let kept = ring.packets
            #expect(ring.byteCount == kept.reduce(0) { $0 + $1.byteCount })
            #expect(ring.byteCount <= 5000)
            #expect(kept.first?.isKeyframe ?? true)
            #expect(kept == Array(sent.suffix(kept.count)))
        }
    }
}

private struct Piece: EncodedPacket, Equatable {
    var seconds: Double
    var isKeyframe: Bool
    var byteCount = 100
}

extension PacketRing where Packet == Piece {
    /// Packets a quarter of a second apart.
    fileprivate func push(gops: Int, of length: Int, from start: Double = 0) {
        for index in 0..<gops * length {
            push(Piece(seconds: start + Double(index) / 4, isKeyframe: index % length == 0))
        }
    }
}
