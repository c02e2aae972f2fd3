import Frames
import Ingest
import Seeds
import Testing

@Suite struct PacketBacklogTests {
    @Test func givesBackWhatCameInItsOrder() {
        var backlog = PacketBacklog<Piece>(bytes: 1000, seconds: 10, packets: 10)
        for second in 0..<5 { backlog.append(Piece(seconds: Double(second), isKeyframe: second == 0)) }
        #expect(backlog.byteCount == 500)
        let first = backlog.popFirst()
        #expect(first?.seconds == 0)
        let skipped = backlog.skip(to: 3)
        #expect(skipped.map(\.seconds) == [1, 2])
        #expect(backlog.count == 2)
        #expect(backlog.byteCount == 200)
    }

    @Test(arguments: [(300, 100.0, 100), (10_000, 2.0, 100), (10_000, 100.0, 3)])
    func theTightestBoundCounts(bytes: Int, seconds: Double, packets: Int) {
        var backlog = PacketBacklog<Piece>(bytes: bytes, seconds: seconds, packets: packets)
        for second in 0..<3 { backlog.append(Piece(seconds: Double(second), isKeyframe: second.isMultiple(of: 2))) }
        #expect(backlog.filled == 1)
        let few = backlog.shrink()
        #expect(few.isEmpty)
        backlog.append(Piece(seconds: 3, isKeyframe: false))
        #expect(backlog.filled > 1)
        let gone = backlog.shrink()
        #expect(gone.map(\.seconds) == [0, 1])
        #expect(backlog.filled <= 1)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func whateverComesItStaysWithinItsBounds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var backlog = PacketBacklog<Piece>(bytes: 5000, seconds: 3, packets: 20)
        var (sent, gone) = (0, 0)
        for index in 0..<600 {
            let size = Int.random(in: 1...(index % 40 == 7 ? 9000 : 600), using: &random)
            let isKeyframe = Int.random(in: 0..<12, using: &random) == 0
            backlog.append(Piece(seconds: Double(index) / 10, isKeyframe: isKeyframe, byteCount: size))
            sent += 1
            let lost = backlog.shrink()
            gone += lost.count
            #expect(backlog.byteCount <= 5000)
            #expect(backlog.count <= 20)
            #expect(backlog.filled <= 1)
            if Int.random(in: 0..<50, using: &random) == 0, backlog.popFirst() != nil { gone += 1 }
            #expect(backlog.count == sent - gone)
        }
    }
}

private struct Piece: EncodedPacket {
    var seconds: Double
    var isKeyframe: Bool
    var byteCount = 100
}
