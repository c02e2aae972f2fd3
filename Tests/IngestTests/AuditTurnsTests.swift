import Ingest
import Testing

@Suite("Whose turn it is to be audited")
struct AuditTurnsTests {
    @Test("Audits are bounded by their pixels, and a turn that nobody holds is free again")
    func bounded() {
        let turns = AuditTurns(cores: 2)
        var held = (0..<20).compactMap { _ in turns.take(pixelRate: 1920 * 1080 * 15) }
        #expect(held.count == 6)
        held.removeLast()
        let next = turns.take(pixelRate: 1920 * 1080 * 15)
        #expect(next != nil)
        #expect(turns.take(pixelRate: 1920 * 1080 * 15) == nil)
        withExtendedLifetime((held, next)) {}
    }

    @Test("What is larger than all that is allowed has a turn alone")
    func large() {
        let turns = AuditTurns(cores: 1)
        let large = turns.take(pixelRate: 3840 * 2160 * 60)
        #expect(large != nil)
        #expect(turns.take(pixelRate: 1) == nil)
        withExtendedLifetime(large) {}
    }
}
