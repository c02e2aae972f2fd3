import CameraHealth
import Testing

@Suite("A trouble's way from suspicion to certainty")
struct TroubleWatchTests {
    /// One look a second; `b` bad, `u` unsure, `g` good. Returns the seconds at which something began or ended.
    private func follow(_ looks: String, after: Double) -> [String] {
        var watch = TroubleWatch(after: after)
        return looks.enumerated().compactMap { second, look in
            let verdict: TroubleWatch.Verdict = look == "b" ? .bad : look == "g" ? .good : .unsure
            return watch.follow(verdict, at: Double(second)).map { "\($0) \(second)" }
        }
    }

    @Test func itBeginsOnceItHasLasted() {
        #expect(follow("ggbbbbbbbb", after: 5) == ["began 7"])
    }

    @Test func whatPassesIsNotTold() {
        #expect(follow("bbbbgbbbbgbbbbg", after: 5) == [])
    }

    @Test func doubtNeitherBeginsNorForgets() {
        #expect(follow("uuuuuuuuuuuu", after: 5) == [])
        #expect(follow("bbuuuuub", after: 5) == ["began 7"])
    }

    @Test func oneLookThatCameLateIsNotEnough() {
        var watch = TroubleWatch(after: 5)
        #expect(watch.follow(.bad, at: 0) == nil)
        #expect(watch.follow(.bad, at: 60) == nil)
        #expect(watch.follow(.bad, at: 120) == .began)
        #expect(watch.since == 0)
    }

    @Test func whatFlickersIsToldOnce() {
        #expect(follow("bbbbbbbgggbgggugggbgggggg", after: 5) == ["began 5", "ended 24"])
    }

    @Test func itEndsAndMayBeginAgain() {
        #expect(follow("bbbbggggggbbbb", after: 3) == ["began 3", "ended 9", "began 13"])
    }
}
