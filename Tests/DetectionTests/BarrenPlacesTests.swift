import Detection
import Geometry
import Testing

@Suite("Barren places")
struct BarrenPlacesTests {
    private let tree = Box(left: 0.1, top: 0.1, right: 0.4, bottom: 0.5)
    private let gate = Box(left: 0.7, top: 0.5, right: 0.8, bottom: 0.9)

    /// Motion at five frames a second; how often each box was looked at.
    private func looks(
        _ places: inout BarrenPlaces, from start: Double, seconds: Double, at motion: [Box], found: [Box] = []
    ) -> [Int] {
        var looks = [Int](repeating: 0, count: motion.count)
        for step in 0..<Int(seconds * 5) {
            let now = start + Double(step) / 5
            let worthy = places.worthLooking(at: motion, seconds: now)
            for (index, box) in motion.enumerated() where worthy.contains(box) { looks[index] += 1 }
            if !worthy.isEmpty { places.note(looked: worthy, found: found, seconds: now) }
        }
        return looks
    }

    @Test("A tree in the wind is looked at at full rate for a while, then once a second")
    func wind() {
        var places = BarrenPlaces(fps: 1)
        #expect(looks(&places, from: 0, seconds: 10, at: [tree]) == [50])
        #expect(looks(&places, from: 10, seconds: 60, at: [tree]) == [60])
    }

    @Test("Motion elsewhere is looked at at once, and motion that reaches beyond the tree, too")
    func elsewhere() {
        var places = BarrenPlaces(fps: 1)
        _ = looks(&places, from: 0, seconds: 30.2, at: [tree])
        #expect(places.worthLooking(at: [tree], seconds: 30.2) == [])
        #expect(places.worthLooking(at: [tree, gate], seconds: 30.3) == [gate])
        #expect(places.worthLooking(at: [tree.union(gate)], seconds: 30.4) == [tree.union(gate)])
    }

    @Test(
        "Where something is found the full rate is back at once, for as long as it is found, and for the patience after"
    )
    func found() {
        var places = BarrenPlaces(fps: 1)
        _ = looks(&places, from: 0, seconds: 30, at: [tree])
        // The next look, a second after the last, finds it.
        #expect(looks(&places, from: 30, seconds: 4, at: [tree], found: [tree]) == [16])
        #expect(looks(&places, from: 34, seconds: 10, at: [tree]) == [50])
        #expect(looks(&places, from: 44, seconds: 10, at: [tree]) == [10])
    }

    @Test("What was still for a while begins anew, as does a new connection")
    func forgets() {
        var places = BarrenPlaces(fps: 1)
        _ = looks(&places, from: 0, seconds: 30, at: [tree])
        #expect(looks(&places, from: 45, seconds: 4, at: [tree]) == [20])
        _ = looks(&places, from: 49, seconds: 30, at: [tree])
        #expect(looks(&places, from: 0, seconds: 4, at: [tree]) == [20])
    }

    @Test("A rate above the camera's leaves nothing out; boxes that are none do no harm")
    func bounds() {
        var places = BarrenPlaces(fps: 60)
        #expect(looks(&places, from: 0, seconds: 60, at: [tree]) == [300])
        let odd = [
            Box(left: .nan, top: 0, right: 1, bottom: 1), Box(left: -9, top: -9, right: 9, bottom: 9),
            Box(left: 1, top: 1, right: 1, bottom: 1), Box(left: -.infinity, top: 0, right: .infinity, bottom: 1),
        ]
        places.note(looked: odd, found: odd, seconds: 0)
        #expect(places.worthLooking(at: odd, seconds: 100).count == odd.count)
    }
}
