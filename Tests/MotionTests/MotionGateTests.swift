import Frames
import Geometry
import Motion
import Testing

@Suite("The motion gate") struct MotionGateTests {
    private func standing(at left: Double, from begin: Double = 0) -> (Double, inout [Double], inout Scene) -> Void {
        { since, picture, _ in if since >= begin { Scene.visitor(at: left)(&picture) } }
    }

    @Test func passesEverythingInItsFirstSecondAndNothingAfter() {
        let seen = Watch().show(5)
        #expect(seen.prefix(10).allSatisfy { $0.verdict.reason == .warmingUp && $0.verdict.regions == [.whole] })
        #expect(seen.dropFirst(10).allSatisfy { $0.verdict.reason == .still && $0.verdict.regions.isEmpty })
    }

    @Test func seesAVisitorInItsSecondFrame() {
        let watch = Watch()
        watch.show(0.1)
        #expect(watch.show(0.1, standing(at: 100)).first?.verdict.isMoving == true)
    }

    @Test func somethingThatStopsIsStillAfterThreeSeconds() {
        let watch = Watch()
        watch.show(60)
        let seen = watch.show(28, standing(at: 150))
        #expect((2.5...4).contains(seen.quietAfter))
        #expect(seen.last?.verdict.restingArea ?? 0 > 0.005)
        let later = watch.show(8, standing(at: 150))
        #expect(later.last?.verdict.restingArea == 0)
    }

    @Test func whatWasAbsorbedAndLeavesIsQuietSoon() {
        let watch = Watch()
        watch.show(60)
        watch.show(40, standing(at: 150))
        #expect(watch.show(20).quietAfter <= 7)
    }

    @Test func whatStoodInTheFirstPictureLeavesNoLastingGhost() {
        let watch = Watch()
        watch.show(2, standing(at: 150))
        #expect(watch.show(20).quietAfter <= 4.5)
    }

    @Test(arguments: [5.0, 30]) func showsTheWholePictureAtTheLatestAfterItsLongestTime(longest: Double) {
        let watch = Watch(options: MotionOptions(longestStill: longest))
        var last = 0.0
        for seen in watch.show(100) where seen.verdict.regions == [.whole] {
            #expect(seen.since - last <= longest + 0.11)
            #expect(seen.verdict.sinceWhole == 0)
            last = seen.since
        }
        #expect(last > 100 - longest - 0.2)
    }

    /// Also while something moves in a corner all the time, which gives the detector only that corner.
    @Test func showsTheWholePictureBesideMotion() {
        let watch = Watch(options: MotionOptions(longestStill: 10))
        let seen = watch.show(30) { since, picture, _ in Scene.visitor(at: 20 + 12 * since)(&picture) }
        #expect(seen.filter { $0.verdict.reason == .forced && $0.verdict.isMoving }.count >= 2)
    }

    @Test func masksHideWhatMovesInThem() throws {
        let leftHalf = try #require(
            Polygon(corners: [
                Point(x: 0, y: 0), Point(x: 0.5, y: 0), Point(x: 0.5, y: 1), Point(x: 0, y: 1),
            ]))
        let watch = Watch(options: MotionOptions(masks: [leftHalf]))
        watch.show(2)
        #expect(watch.show(3) { since, picture, _ in Scene.visitor(at: 40 + 20 * since)(&picture) }.moving == 0)
        #expect(watch.show(3) { since, picture, _ in Scene.visitor(at: 200 + 20 * since)(&picture) }.moving == 1)
    }

    @Test func aMaskOverEverythingLeavesTheForcedLook() {
        let corners = [Point(x: -1, y: -1), Point(x: 2, y: -1), Point(x: 2, y: 2), Point(x: -1, y: 2)]
        let watch = Watch(options: MotionOptions(masks: Polygon(corners: corners).map { [$0] } ?? [], longestStill: 5))
        let seen = watch.show(20) { since, picture, _ in Scene.visitor(at: 40 + 20 * since)(&picture) }
        #expect(seen.moving == 0)
        #expect(seen.filter { $0.verdict.reason == .forced }.count >= 3)
    }

    @Test func saysHowLargeTheThingWasThatWasTooSmall() {
        let watch = Watch(options: MotionOptions(minimumArea: 0.05))
        watch.show(2)
        let seen = watch.show(3) { since, picture, _ in Scene.visitor(at: 40 + 20 * since)(&picture) }
        #expect(seen.moving == 0)
        #expect(seen.allSatisfy { (0.004...0.02).contains($0.verdict.largestArea) })
    }

    @Test(arguments: [(0.0, 20.0, false), (0.5, 22, true), (1, 10, true), (0.5, 10, false)])
    func sensitivityIsInGreyLevels(sensitivity: Double, contrast: Double, seenIt: Bool) {
        let watch = Watch(options: MotionOptions(sensitivity: sensitivity))
        watch.scene.noise = 0.5
        watch.scene.still = watch.scene.still.map { _ in 100 }
        watch.show(2)
        let seen = watch.show(2) { since, picture, _ in
            for y in 60..<100 {
                for x in 100 + Int(since * 20)..<130 + Int(since * 20) { picture[y * 320 + x] += contrast }
            }
        }
        #expect((seen.moving > 0.9) == seenIt)
    }

    @Test func startsAnewWhereThePictureChangesItsSize() {
        let gate = MotionGate(options: MotionOptions())
        for (number, width) in [320, 320, 640, 640, 176, 1, 320].enumerated() {
            let picture = Picture(width: width, height: max(width / 2, 1), grey: 90)
            let verdict = gate.examine(picture.frame(number: number, seconds: Double(number) * 2))
            #expect(verdict.reason == ([1, 3].contains(number) ? .still : .warmingUp), "frame \(number)")
        }
    }

    @Test(arguments: [
        (352, 352), (704, 352), (640, 320), (768, 256), (1280, 320), (1920, 320), (3840, 349), (100, 100),
    ])
    func analysesAtAWholeFractionOfTheWidth(width: Int, analysed: Int) throws {
        let gate = MotionGate(options: MotionOptions())
        _ = gate.examine(Picture(width: width, height: 60).frame(number: 1, seconds: 0))
        #expect(try #require(gate.mask).width == analysed)
    }

    @Test func readsRowsWithPaddingInPlace() {
        let (plain, padded) = (MotionGate(options: MotionOptions()), MotionGate(options: MotionOptions()))
        var scene = Scene(seed: 4)
        for number in 0..<40 {
            let picture = scene.picture { Scene.visitor(at: 20 + 5 * Double(number))(&$0) }
            let seconds = Double(number) / 10
            let verdict = plain.examine(picture.frame(number: number, seconds: seconds))
            #expect(verdict == padded.examine(picture.frame(number: number, seconds: seconds, padding: 64)))
        }
        #expect(plain.mask == padded.mask)
    }

    @Test func givesTheSameVerdictsForTheSameFrames() {
        func verdicts() -> [MotionVerdict] {
            Watch(seed: 12).show(12) { since, picture, scene in
                scene.rain(60, on: &picture)
                Scene.visitor(at: 20 * since)(&picture)
            }.map(\.verdict)
        }
        #expect(verdicts() == verdicts())
    }

    /// Frames may come in any rhythm, stand still, or come hours apart.
    @Test func bearsAnyRhythm() {
        let gate = MotionGate(options: MotionOptions())
        var scene = Scene(seed: 2)
        var random = Random(state: 6)
        var seconds = 0.0
        for number in 0..<200 {
            seconds += [0, 0.001, 0.04, 2, 7200][Int(random.bits() % 5)]
            let verdict = gate.examine(scene.picture().frame(number: number, seconds: seconds))
            #expect(seconds < 1 || !verdict.isMoving)
        }
    }

    /// Black, white and static: nothing overflows, boxes stay within the picture, few regions are left.
    @Test func bearsAnyPicture() {
        var random = Random(state: 9)
        for (width, height) in [(1, 1), (2, 3), (7, 5), (33, 1), (1, 33), (321, 181), (353, 100)] {
            let gate = MotionGate(options: MotionOptions(minimumArea: 0))
            for number in 0..<30 {
                var picture = Picture(width: width, height: height, grey: number % 7 == 0 ? 255 : 0)
                let share = Double(number % 5) / 5
                for i in picture.pixels.indices where random.uniform(0...1) < share {
                    picture.pixels[i] = UInt8(truncatingIfNeeded: random.bits())
                }
                let verdict = gate.examine(picture.frame(number: number, seconds: Double(number) / 5))
                #expect(verdict.regions.count <= 8)
                #expect(verdict.regions.allSatisfy { $0.intersection(.whole) == $0 && $0.area > 0 })
                #expect((0...1).contains(verdict.movingArea) && (0...1).contains(verdict.changedArea))
            }
        }
    }

    @Test func writesItsMaskAsAPortableGreyMap() throws {
        let gate = MotionGate(options: MotionOptions())
        #expect(gate.mask == nil)
        _ = gate.examine(Picture(width: 12, height: 10).frame(number: 1, seconds: 0))
        #expect(try #require(gate.mask).pgm == Array("P5\n12 10\n255\n".utf8) + Array(repeating: 0, count: 120))
    }
}
