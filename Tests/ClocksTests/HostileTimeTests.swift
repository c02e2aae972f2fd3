import Clocks
import Seeds
import TestSupport
import Testing

@Suite("Texts that are nearly times")
struct HostileTimeTests {
    @Test("Whatever is read as a time is written as one that is read as the same", arguments: 0..<20 as Range<UInt64>)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "0", "9", "-", ":", "T", "t", "Z", "z", ".", "+", "00", "60", "24", " ", "é", "\u{0}", "٣", "99999999999",
        ]
        var read = 0
        for _ in 0..<2_000 {
            var text = Array("2026-11-23T20:14:05.123456Z").map(String.init)
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let place = Int.random(in: text.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: text[place] = generator.pick(pieces)
                case 1: text.insert(generator.pick(pieces), at: place)
                default: text.remove(at: place)
                }
            }
            guard let time = CaptureTime(rfc3339: text.joined()) else { continue }
            read += 1
            #expect(CaptureTime(rfc3339: time.rfc3339) == time, "\(text.joined())")
        }
        #expect(read > 200)
    }
}
