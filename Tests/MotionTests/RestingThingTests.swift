import Geometry
import Motion
import TestSupport
import Testing

@Suite("What rests: things that came, and things that went")
struct RestingThingTests {
    static let options = MotionOptions(absorbAfter: 60, findsResting: true)

    /// A dark bag with a bright strap.
    static func bag(_ picture: inout [Double]) {
        for y in 140..<152 {
            for x in 150..<164 { picture[y * Scene.width + x] = (x / 3 + y / 4) % 3 == 0 ? 200 : 30 }
        }
    }

    static func holdsBag(_ thing: RestingThing) -> Bool {
        thing.box.contains(Point(x: 157.0 / Double(Scene.width), y: 146.0 / Double(Scene.height)))
    }

    /// The things where the bag is, of the last seconds of a scene.
    private func things(_ seen: [Seen], last seconds: Double) -> [RestingThing] {
        let from = (seen.last?.since ?? 0) - seconds
        return seen.filter { $0.since >= from }.flatMap(\.verdict.resting).filter(Self.holdsBag)
    }

    @Test("A bag that was put down is something new", arguments: 1..<6 as Range<UInt64>)
    func added(seed: UInt64) {
        let watch = Watch(seed: seed, options: Self.options)
        watch.show(30)
        let seen = watch.show(30) { _, picture, _ in Self.bag(&picture) }
        let found = things(seen, last: 20)
        #expect(found.count > 180)
        #expect(Double(found.count { $0.change == .added }) > 0.9 * Double(found.count))
    }

    @Test("A bag that was there from the start and is taken is something gone", arguments: 1..<6 as Range<UInt64>)
    func removed(seed: UInt64) {
        let watch = Watch(seed: seed, options: Self.options)
        watch.show(60) { _, picture, _ in Self.bag(&picture) }
        let found = things(watch.show(30), last: 20)
        #expect(found.count > 180)
        #expect(Double(found.count { $0.change == .removed }) > 0.9 * Double(found.count))
    }

    @Test(
        "Rain, a lamp's soft spot and a slow change of light bring nothing new and take nothing",
        arguments: 1..<4 as Range<UInt64>)
    func weather(seed: UInt64) {
        let rainy = Watch(seed: seed, options: Self.options)
        rainy.show(30) { _, picture, scene in scene.rain(60, on: &picture) }
        let rain = rainy.show(30) { _, picture, scene in scene.rain(60, on: &picture) }
        let lit = Watch(seed: seed, options: Self.options)
        lit.show(30)
        let lamp = lit.show(30) { _, picture, _ in Self.lamp(on: &picture) }
        let dusk = Watch(seed: seed, options: Self.options)
        dusk.show(30)
        let light = dusk.show(60) { since, picture, _ in picture.relit(gain: 1 - 0.4 * since / 60) }
        for seen in [rain, lamp, light] {
            // Whatever seems to rest here and there for a moment, nothing does in one place for as long as a rule asks.
            let told = seen.flatMap(\.verdict.resting).filter { $0.change != .unclear }
            let longest = told.map { one in told.count { $0.box.overlap(one.box) >= 0.3 } }.max() ?? 0
            #expect(longest < 150, "in one place, of \(seen.count) pictures")
        }
    }

    /// A spot of light without an edge.
    static func lamp(on picture: inout [Double]) {
        for y in 0..<Scene.height {
            for x in 0..<Scene.width {
                let (dx, dy) = (Double(x) - 157, Double(y) - 100)
                picture[y * Scene.width + x] += 60 * max(0, 1 - (dx * dx + dy * dy) / 900)
            }
        }
    }

    @Test("Nothing is listed where nobody asked")
    func off() {
        let watch = Watch()
        watch.show(30)
        #expect(watch.show(20) { _, picture, _ in Self.bag(&picture) }.allSatisfy { $0.verdict.resting.isEmpty })
    }
}
