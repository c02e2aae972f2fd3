import Foundation
import Geometry
import Motion
import Testing

/// What breaks other gates. Each test first shows a quiet yard for ten seconds.
@Suite("The gate survives") struct SurvivalTests {
    private func settled(seed: UInt64 = 7, options: MotionOptions = MotionOptions()) -> Watch {
        let watch = Watch(seed: seed, options: options)
        watch.show(10)
        return watch
    }

    /// The share of the seconds of a walk through the picture in which a region covers most of the visitor.
    private func foundShare(_ watch: Watch, weather: (Double, inout [Double], inout Scene) -> Void = { _, _, _ in })
        -> Double
    {
        let walk = watch.show(9) { since, picture, scene in
            weather(since, &picture, &scene)
            Scene.visitor(at: 20 + 30 * since)(&picture)
        }
        let found = walk.filter { seen in
            let left = (20 + 30 * seen.since) / 320
            let visitor = Box(left: left, top: 114 / 180, right: left + 12 / 320, bottom: 150 / 180)
            return seen.verdict.regions.contains { $0.intersection(visitor).area > 0.8 * visitor.area }
        }
        return Double(found.count) / Double(walk.count)
    }

    @Test(arguments: [1.0, 2, 4, 6]) func sensorNoise(deviation: Double) {
        let watch = Watch()
        watch.scene.noise = deviation
        let seen = watch.show(60)
        #expect(seen.quietAfter <= 1.1)
        #expect(foundShare(watch) > 0.95)
    }

    @Test(arguments: [(1.6, 20.0), (0.5, 0), (1, 60), (2.5, 0)])
    func lightSwitchedOn(gain: Double, lift: Double) {
        let watch = settled()
        for i in watch.scene.still.indices { watch.scene.still[i] = min(watch.scene.still[i] * gain + lift, 250) }
        let seen = watch.show(20)
        #expect(seen.quietAfter <= 1.5)
        #expect(foundShare(watch) > 0.9)
    }

    @Test func lampInPartOfThePicture() {
        let watch = settled()
        let seen = watch.show(30) { _, picture, _ in
            for y in 40..<160 { for x in 60..<200 { picture[y * 320 + x] += 45 } }
        }
        #expect(seen.first?.verdict.isMoving == true)
        #expect(seen.quietAfter <= 4.5)
    }

    /// The filter swings out of the way: half a second of darkness, then every surface reflects otherwise.
    @Test func infraredSwitch() {
        let watch = settled()
        watch.show(0.5) { _, picture, _ in picture.relit(gain: 0.1) }
        for i in watch.scene.still.indices {
            let level = watch.scene.still[i]
            watch.scene.still[i] = 90 + 70 * sin(level / 17) + 0.2 * level
        }
        let seen = watch.show(20)
        #expect(seen.quietAfter <= 2.5)
        #expect(foundShare(watch) > 0.9)
    }

    /// Four times as bright in five minutes.
    @Test func slowDawn() {
        let watch = Watch()
        let night = watch.scene.still.map { $0 / 3 }
        watch.scene.still = night
        watch.show(10)
        let seen = watch.show(300) { since, picture, _ in picture.relit(gain: 1 + 3 * since / 300) }
        #expect(seen.moving < 0.01)
    }

    @Test func passingCloud() {
        let watch = settled()
        let seen = watch.show(30) { since, picture, _ in picture.relit(gain: 1 - 0.25 * (1 - cos(since * 0.6)) / 2) }
        #expect(seen.moving < 0.1)
    }

    @Test(arguments: [40, 120]) func rain(drops: Int) {
        let watch = settled()
        let seen = watch.show(40) { _, picture, scene in scene.rain(drops, on: &picture) }
        #expect(seen.moving < 0.05)
        #expect(foundShare(watch) { _, picture, scene in scene.rain(drops, on: &picture) } > 0.9)
    }

    /// Two seconds of turning, eighty pixels a second; what comes into the picture was never seen.
    @Test func cameraThatTurns() {
        let watch = settled()
        let (before, after) = (watch.scene.still, Scene(seed: 8).still)
        func turned(by columns: Int) -> [Double] {
            (0..<320 * 180).map { i in
                let x = i % 320 + columns
                return x < 320 ? before[i + columns] : after[i + columns - 320]
            }
        }
        let turning = watch.show(2) { since, picture, _ in picture = turned(by: Int(since * 80)) }
        #expect(turning.dropFirst(2).allSatisfy { $0.verdict.passes })
        watch.scene.still = turned(by: 160)
        let seen = watch.show(20)
        #expect(seen.quietAfter <= 5)
        #expect(foundShare(watch) > 0.9)
    }

    @Test func cut() {
        let watch = settled()
        watch.scene.still = Scene(seed: 9).still
        let seen = watch.show(10)
        #expect(seen.first?.verdict.reason == .globalChange)
        #expect(seen.quietAfter <= 1.5)
    }

    /// Within a second and a half the camera answers a bright thing with a third less exposure, and takes it back later.
    @Test func automaticExposure() {
        let watch = settled()
        func gain(_ since: Double) -> Double {
            since < 10 ? max(1 - since / 4.5, 0.67) : min(0.67 + (since - 10) / 4.5, 1)
        }
        let seen = watch.show(20) { since, picture, _ in picture.relit(gain: gain(since)) }
        #expect(seen.moving < 0.1)
        #expect(foundShare(watch) > 0.9)
    }

    /// Lamps on 50 Hz: with a global shutter all rows beat together, with a rolling one bands wander through the picture.
    @Test(arguments: [0.0, 0.05]) func lampFlicker(radiansPerRow: Double) {
        let watch = settled()
        let flicker: (Double, inout [Double], inout Scene) -> Void = { since, picture, _ in
            for i in picture.indices { picture[i] *= 1 + 0.08 * sin(since * 17 + Double(i / 320) * radiansPerRow) }
        }
        let seen = watch.show(30, flicker)
        #expect(seen.moving < 0.05)
        #expect(foundShare(watch, weather: flicker) > 0.9)
    }

    /// At each keyframe, every two seconds, blocks of 8 by 8 jump by up to 8 levels and then drift back.
    @Test func keyframePulsing() {
        let watch = settled()
        var random = Random(state: 3)
        let jumps = (0..<40 * 23).map { _ in random.uniform(-8...8) }
        let pulse: (Double, inout [Double], inout Scene) -> Void = { since, picture, _ in
            let left = 1 - since.truncatingRemainder(dividingBy: 2) / 2
            for i in picture.indices { picture[i] += left * jumps[i / 320 / 8 * 40 + i % 320 / 8] }
        }
        let seen = watch.show(40, pulse)
        #expect(seen.moving < 0.02)
        #expect(foundShare(watch, weather: pulse) > 0.9)
    }

    /// A mast in the wind: the picture jumps by a pixel in any direction.
    @Test func shaking() {
        let watch = settled()
        var random = Random(state: 5)
        let seen = watch.show(40) { _, picture, _ in
            let before = picture
            let (dx, dy) = (Int(random.bits() % 3) - 1, Int(random.bits() % 3) - 1)
            for y in 1..<179 { for x in 1..<319 { picture[y * 320 + x] = before[(y + dy) * 320 + x + dx] } }
        }
        #expect(seen.suffix(300).moving < 0.1)
        #expect(foundShare(watch) > 0.9)
    }

    /// Leaves that swing over four seconds of the first visit of the wind, then stay at it.
    @Test func swayingBranches() {
        let watch = settled()
        var random = Random(state: 11)
        let leaves = (0..<60).map { _ in (x: Int(random.uniform(10...80)), y: Int(random.uniform(10...90))) }
        let sway: (Double, inout [Double], inout Scene) -> Void = { since, picture, _ in
            for (k, leaf) in leaves.enumerated() {
                let dx = Int(3 * sin(since * 4 + Double(k))), dy = Int(2 * sin(since * 5.3 + Double(k) * 2))
                for y in 0..<4 { for x in 0..<5 { picture[(leaf.y + dy + y) * 320 + leaf.x + dx + x] = 45 } }
            }
        }
        watch.show(20, sway)
        #expect(watch.show(40, sway).moving < 0.1)
        #expect(foundShare(watch, weather: sway) > 0.9)
    }
}
