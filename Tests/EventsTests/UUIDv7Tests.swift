import Clocks
import Events
import Foundation
import Seeds
import Testing

@Suite("UUIDv7")
struct UUIDv7Tests {
    @Test("RFC 9562's example, appendix A.6")
    func example() {
        let id = UUIDv7(milliseconds: 0x017F_22E2_79B0, counter: 0xCC3, chance: 0x18C4_DC0C_0C07_398F)
        #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(UUID(uuidString: id.description)?.uuidString.lowercased() == id.description)
    }

    @Test("Identifiers grow, as values and as text, whatever the clock does")
    func monotonic() {
        var generator = UUIDv7.Generator(random: SplitMix64(seed: 7))
        let clock: [Int64] = [1_000_000, 1_000_500, 1_001_000, 999_000, 0, -5, 1_002_000, .max, 1_002_000]
        let ids = clock.flatMap { time in
            (0..<5_000).map { _ in generator.next(at: CaptureTime(microseconds: time)) }
        }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0.description < $1.description })
    }

    @Test("The first 48 bits are the time in milliseconds; version and variant are set")
    func layout() {
        var generator = UUIDv7.Generator()
        let text = generator.next(at: CaptureTime(microseconds: 1_795_464_845_123_456)).description
        let digits = text.filter { $0 != "-" }
        #expect(UInt64(digits.prefix(12), radix: 16) == 1_795_464_845_123)
        #expect(digits.dropFirst(12).first == "7")
        #expect(digits.dropFirst(16).first.map { "89ab".contains($0) } == true)
    }

    @Test("A seed gives the same identifiers again, another seed others")
    func seeded() {
        func ids(seed: UInt64) -> [UUIDv7] {
            var generator = UUIDv7.Generator(random: SplitMix64(seed: seed))
            return (0..<100).map { generator.next(at: CaptureTime(microseconds: $0 * 300)) }
        }
        #expect(ids(seed: 1) == ids(seed: 1))
        #expect(Set(ids(seed: 1)).isDisjoint(with: ids(seed: 2)))
    }

    @Test("SplitMix64 gives the published sequence of seed 1234567")
    func reference() {
        var random = SplitMix64(seed: 1_234_567)
        let expected: [UInt64] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        #expect((0..<3).map { _ in random.next() } == expected)
    }

    @Test("Threads that share a factory get distinct identifiers")
    func shared() async {
        let factory = EventFactory.live(host: "box")
        let ids = await withTaskGroup(of: [UUIDv7].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    (0..<1_000).map { _ in factory.event(Sample.reports[0], camera: "a", at: Sample.time).id }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 4_000)
    }
}
