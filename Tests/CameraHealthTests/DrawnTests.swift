import CameraHealth
import Testing

@Suite("A drawn yard: every trouble is told, and nothing else is")
struct DrawnTests {
    /// Long enough that the yard is known.
    private func familiar(_ options: HealthOptions = HealthOptions()) -> Camera { Camera(options).show(70) }

    // MARK: Covered and dark

    @Test(arguments: [0, 60, 250] as [Float])
    func aCoverIsToldAndItsEndToo(grey: Float) {
        let camera = familiar()
        camera.show(30) { $1.cover(1, grey: grey) }.show(20)
        #expect(camera.story == ["covered 80", "covered over 105"])
        let fact = camera.told[0].fact
        #expect(fact.evidence.measure == "edges_gone" && fact.evidence.value > 0.9 && fact.duration == 10)
        #expect(camera.told[1].fact.duration == 35)
    }

    @Test func aHandOverThreeQuartersIsACover() {
        #expect(familiar().show(15) { $1.cover(0.8, grey: 90) }.story == ["covered 80"])
    }

    @Test func aHandThatPassesIsNot() {
        #expect(familiar().show(8) { $1.cover(1, grey: 90) }.show(30).story == [])
    }

    @Test func duskIsDarkAndNotACover() {
        let camera = familiar()
        camera.show(600) { second, light in light.relight(gain: Float(1 - second / 600)) }.show(60) {
            $1.relight(gain: 0)
        }
        #expect(camera.story.count == 1 && camera.told[0].fact.trouble == .dark, "\(camera.story)")
        camera.show(600) { second, light in light.relight(gain: Float(second / 600)) }
        #expect(camera.told.map(\.fact.ending) == [nil, .recovered] && camera.monitor.present == [])
    }

    @Test func lampsThatGoOutLeaveTheSameSceneInTheDark() {
        let camera = familiar()
        camera.show(60) { $1.relight(gain: 0.12) }.show(30)
        #expect(camera.story == ["dark 100", "dark over 135"])
    }

    @Test func aCoverThatIsNotLookedForIsDarkAtLeast() {
        var options = HealthOptions()
        options.after[.covered] = nil
        #expect(familiar(options).show(40) { $1.cover(1, grey: 0) }.story == ["dark 100"])
    }

    // MARK: Focus

    @Test(arguments: [2, 4]) func aBlurIsTold(radius: Int) {
        let camera = familiar()
        camera.secondsApart = 2
        camera.show(30) { $1.blur(radius) }.show(20)
        #expect(camera.told.map(\.fact.trouble) == [.defocused, .defocused], "\(camera.story)")
        #expect(camera.told[0].fact.evidence.value < 0.4 && camera.told[1].fact.ending == .recovered)
    }

    // MARK: Moved

    @Test(arguments: [(24, 0), (-30, 16), (0, 40)]) func aTurnIsToldWithItsWay(turn: (x: Int, y: Int)) {
        let camera = familiar()
        camera.show(60, turned: turn).show(30)
        #expect(camera.told.map(\.fact.trouble) == [.moved, .moved], "\(camera.story)")
        #expect(camera.told[0].second < 110)
        let also = camera.told[0].fact.evidence.also
        // What the camera turns towards moves the other way in the picture.
        #expect(abs((also["shift_x"] ?? 9) + Double(turn.x) / Double(Yard.width)) < 0.03, "\(also)")
        #expect(abs((also["shift_y"] ?? 9) + Double(turn.y) / Double(Yard.height)) < 0.04, "\(also)")
    }

    @Test func aCameraThatWasTurnedWhileItWasAwayIsToldAndGetsUsedTo() {
        let camera = familiar()
        camera.reconnect()
        camera.secondsApart = 10
        camera.show(3_900, turned: (30, 30))
        #expect(camera.told.map(\.fact.ending) == [nil, .adopted], "\(camera.story)")
        camera.show(200, turned: (30, 30))
        #expect(camera.monitor.present == [] && camera.told.count == 2)
    }

    // MARK: Frozen

    @Test func aPictureThatComesAgainAndAgainIsFrozen() {
        let camera = familiar()
        let still = camera.yard.exposed(camera.yard.view())
        for _ in 0..<40 { camera.show(pixels: still) }
        camera.show(20)
        #expect(
            camera.told.map(\.fact.trouble) == [.frozen, .frozen] && camera.told[0].second < 105, "\(camera.story)")
    }

    @Test("Between keyframes an encoder may repeat a still picture for as long as it likes")
    func skippedBlocksAreNoFreeze() {
        let camera = familiar()
        camera.framesPerKeyframe = 60
        for _ in 0..<6 {
            let coded = camera.yard.exposed(camera.yard.view())
            for _ in 0..<60 { camera.show(pixels: coded) }
        }
        #expect(camera.story == [])
    }

    @Test func aClockThatRunsOnInAFrozenPictureDoesNotSaveIt() {
        let camera = familiar()
        var still = camera.yard.exposed(camera.yard.view())
        for second in 0..<40 {
            for y in 4..<16 { for x in 4..<40 { still[y * Yard.width + x] = UInt8(40 + (x * second + y) % 150) } }
            camera.show(pixels: still)
        }
        #expect(camera.told.map(\.fact.trouble) == [.frozen])
    }

    @Test func aBlackNightHasNoNoiseAndIsNotFrozen() {
        let camera = familiar(HealthOptions(after: [.frozen: 20]))
        for _ in 0..<60 { camera.show(pixels: [UInt8](repeating: 16, count: Yard.width * Yard.height)) }
        #expect(camera.story == [])
    }

    // MARK: Frame rate and clock

    @Test func fewerFramesAreToldWhereSomethingMoves() {
        let camera = Camera().show(130)
        camera.packetsPerSecond = 4
        camera.show(60)
        camera.packetsPerSecond = 10
        camera.show(60)
        #expect(camera.told.map(\.fact.trouble) == [.slow, .slow], "\(camera.story)")
        #expect(camera.told[0].second <= 175 && camera.told[0].fact.evidence.reference == 10)
    }

    @Test("A smart codec sends fewer frames while nothing moves; that is no trouble")
    func fewerFramesOfAStillSceneAreNot() {
        let camera = Camera().show(130)
        (camera.isMoving, camera.packetsPerSecond) = (false, 1)
        #expect(camera.show(120).story == [])
    }

    @Test func aClockThatIsWrongIsTold() {
        let camera = Camera()
        camera.clockOffset = 0.2
        camera.show(30)
        camera.clockOffset = -7
        camera.show(30)
        camera.clockOffset = 0.1
        camera.show(30)
        #expect(camera.story == ["clockDrift 40", "clockDrift over 65"])
        #expect(camera.told[0].fact.evidence.value == -7)
    }

    // MARK: None of these

    @Test func lightThatChangesIsNoTrouble() {
        let camera = familiar()
        for _ in 0..<3 {
            camera.show(30) { $1.relight(gain: 0.5) }.show(30) { $1.relight(gain: 0.8, lift: 60) }.show(30)
        }
        #expect(camera.story == [])
    }

    @Test func aCrowdAndALorryAreNoTrouble() {
        let camera = familiar()
        camera.show(120) { second, light in
            for place in 0..<6 {
                let left = (Int(second) * (3 + place) + place * 70) % (Yard.width - 40)
                for y in 60..<190 { for x in left..<left + 30 { light[y * Yard.width + x] = Float(40 + place * 30) } }
            }
        }
        // It stands before half of the picture for a minute.
        camera.show(60) { $1.cover(0.5, grey: 200) }.show(30)
        #expect(camera.story == [])
    }

    @Test func noiseThatComesAndGoesIsNoTrouble() {
        let camera = familiar()
        camera.yard.noise = 9
        camera.show(300)
        camera.yard.noise = 1
        #expect(camera.show(100).story == [])
    }

    @Test func aSceneWithoutEdgesIsNotJudged() {
        let camera = Camera().show(60) { $1.cover(1, grey: 120) }
        #expect(camera.show(60) { $1.cover(1, grey: 180) }.story == [])
    }

    // MARK: The rest

    @Test("Frames that come every four seconds are enough")
    func sparse() {
        let camera = Camera()
        (camera.secondsApart, camera.framesPerKeyframe) = (4, 1)
        camera.show(120).show(40) { $1.cover(1, grey: 30) }.show(40)
        let still = camera.yard.exposed(camera.yard.view())
        for _ in 0..<12 { camera.show(pixels: still) }
        #expect(
            camera.told.map(\.fact.trouble) == [.covered, .covered, .frozen]
                && camera.told[0].second <= 136, "\(camera.story)")
    }

    @Test func whatIsPresentEndsWithTheWatch() {
        let camera = familiar().show(20) { $1.cover(1, grey: 0) }
        camera.stop()
        #expect(camera.story == ["covered 80", "covered stopped 90"])
        camera.stop()
        #expect(camera.told.count == 2)
    }

    @Test func whatIsSwitchedOffIsNotTold() {
        #expect(familiar(HealthOptions(after: [:])).show(60) { $1.cover(1, grey: 0) }.story == [])
    }
}
