import Ingest
import Testing

@Suite struct DecodeAuditTests {
    @Test func aMotionThatBeginsWhereNothingIsDecodedIsMissed() {
        var audit = DecodeAudit()
        audit.begin(at: 0, isAwake: false)
        audit.note(still: 0..<10)
        audit.open(from: 14.5)
        audit.note(moving: 10..<15)
        audit.close(at: 19)
        audit.settle(head: 19)
        #expect((audit.motions, audit.missed) == (1, 1))
        #expect(audit.recall == 0)
    }

    @Test func oneThatIsDecodedFromASecondAfterItsBeginningIsSeen() {
        var audit = DecodeAudit()
        audit.begin(at: 0, isAwake: false)
        audit.note(still: 0..<10)
        audit.open(from: 10.9)
        audit.note(moving: 10..<15)
        audit.settle(head: nil)
        #expect((audit.motions, audit.missed) == (1, 0))
        #expect(audit.recall == 1)
    }

    @Test func whileItIsNotDecidedNothingIsCounted() {
        var audit = DecodeAudit()
        audit.begin(at: 0, isAwake: false)
        audit.note(still: 0..<10)
        audit.note(moving: 10..<12)
        audit.settle(head: 4)
        #expect(audit.isOpen)
        #expect(audit.motions == 0)
        audit.settle(head: 11.5)
        #expect(!audit.isOpen)
        #expect(audit.missed == 1)
    }

    @Test func whatMovedAlreadyDidNotBegin() {
        var audit = DecodeAudit()
        audit.begin(at: 0, isAwake: true)
        audit.note(moving: 0..<10)
        audit.settle(head: nil)
        #expect(audit.motions == 0)
    }

    @Test func aSingleMovingFrameIsNoMotion() {
        var audit = DecodeAudit()
        audit.begin(at: 0, isAwake: false)
        audit.note(still: 0..<10)
        audit.note(FrameVerdict(seconds: 10, isMoving: true))
        audit.note(still: 10.2..<20)
        audit.settle(head: 20)
        #expect(audit.motions == 0)
        #expect(!audit.isOpen)
    }

    @Test func aPauseOfTwoSecondsIsNoEnd() {
        var audit = DecodeAudit()
        audit.begin(at: 0, isAwake: false)
        audit.note(still: 0..<10)
        audit.open(from: 10)
        audit.note(moving: 10..<12)
        audit.note(still: 12..<14)
        audit.note(moving: 14..<16)
        audit.settle(head: nil)
        #expect(audit.motions == 1)
    }

    @Test func whatLooksFoundStandsForWhatTheyDidNot() throws {
        var audit = DecodeAudit()
        for start in stride(from: 0.0, to: 900, by: 100) {
            audit.wake(at: start + 10, looks: nil)
            audit.noteAtWork(moving: start + 10..<start + 15)
        }
        #expect(audit.recall == 1)
        // Two seconds, found by looks eight seconds apart: one of four.
        audit.wake(at: 1008, looks: (1000, 1008))
        audit.noteAtWork(moving: 1006..<1008.1)
        #expect(abs(try #require(audit.recall) - 9.0 / 13) < 0.02)
    }

    @Test func whatHadJustBegunOrWasNothingSaysNothing() {
        var audit = DecodeAudit()
        audit.wake(at: 8, looks: (0, 8))
        audit.noteAtWork(moving: 7.5..<12)
        audit.wake(at: 28, looks: (20, 28))
        audit.noteAtWork(moving: 40..<40)
        #expect(audit.recall == nil)
    }
}

extension DecodeAudit {
    /// Five verdicts a second.
    fileprivate mutating func note(still span: Range<Double>) {
        for seconds in stride(from: span.lowerBound, to: span.upperBound, by: 0.2) {
            note(FrameVerdict(seconds: seconds, isMoving: false))
        }
    }

    fileprivate mutating func note(moving span: Range<Double>) {
        for seconds in stride(from: span.lowerBound, to: span.upperBound, by: 0.2) {
            note(FrameVerdict(seconds: seconds, isMoving: true))
        }
    }

    /// What moves for a while, and the stillness after.
    fileprivate mutating func noteAtWork(moving span: Range<Double>) {
        for seconds in stride(from: span.lowerBound, to: span.upperBound + 5, by: 0.2) {
            noteAtWork(FrameVerdict(seconds: seconds, isMoving: seconds < span.upperBound))
        }
    }
}
