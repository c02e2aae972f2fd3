import Geometry
import Glibc
import Seeds
import TestSupport
import Testing

@Suite("The ground before a camera")
struct GroundPlaneTests {
    /// A pinhole camera, 3 to 8 metres up, that looks down at the ground: where a place on the ground, metres, is in its picture.
    struct Pinhole {
        let height: Double
        let tilt: Double
        let focal: Double
        let turn: Double

        init(_ random: inout SeededGenerator) {
            height = Double.random(in: 3...8, using: &random)
            tilt = Double.random(in: 0.25...0.9, using: &random)
            focal = Double.random(in: 0.8...1.6, using: &random)
            turn = Double.random(in: 0...6.28, using: &random)
        }

        /// - Parameters: metres to the right of the camera, and ahead of it.
        func picture(right: Double, ahead: Double) -> Point {
            let (sine, cosine) = (sin(tilt), cos(tilt))
            let depth = ahead * cosine + height * sine
            return Point(
                x: 0.5 + focal * right / depth, y: 0.5 + focal * (height * cosine - ahead * sine) / depth)
        }

        /// The same place by the map's own axes.
        func ground(right: Double, ahead: Double) -> Point {
            Point(
                x: 100 + right * cos(turn) - ahead * sin(turn), y: -40 + right * sin(turn) + ahead * cos(turn))
        }

        func landmark(_ right: Double, _ ahead: Double) -> GroundPlane.Landmark {
            .init(picture: picture(right: right, ahead: ahead), ground: ground(right: right, ahead: ahead))
        }
    }

    @Test(
        "Four landmarks give back every place, and every step, of any pinhole camera",
        arguments: 0..<50 as Range<UInt64>)
    func fourLandmarks(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let camera = Pinhole(&random)
        let plane = try GroundPlane([
            camera.landmark(-2, 5), camera.landmark(3, 6), camera.landmark(2, 14), camera.landmark(-3, 12),
        ])
        for _ in 0..<50 {
            let (right, ahead) = (Double.random(in: -5...5, using: &random), Double.random(in: 3...20, using: &random))
            let place = try #require(plane.place(of: camera.picture(right: right, ahead: ahead)))
            #expect(place.distance(to: camera.ground(right: right, ahead: ahead)) < 1e-6)
        }
        let (near, far) = (camera.picture(right: 1, ahead: 8), camera.picture(right: 1.01, ahead: 8.02))
        let step = try #require(plane.step(right: far.x - near.x, down: far.y - near.y, at: near))
        #expect(abs(step.length - 0.02236) < 0.0005)
        #expect(plane.error.source == .marking && plane.error.metres > 0 && plane.error.metres < 1)
    }

    @Test("A box's size follows: somebody of 1.75 m by 0.5 m, anywhere", arguments: 0..<20 as Range<UInt64>)
    func size(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let camera = Pinhole(&random)
        let plane = try GroundPlane([
            camera.landmark(-2, 5), camera.landmark(3, 6), camera.landmark(2, 14), camera.landmark(-3, 12),
        ])
        let foot = camera.picture(right: 0.5, ahead: 10)
        let width = camera.picture(right: 0.75, ahead: 10).x - camera.picture(right: 0.25, ahead: 10).x
        // The picture is square here, so that a height is a width times 3.5.
        let box = Box(left: foot.x - width / 2, top: foot.y - 3.5 * width, right: foot.x + width / 2, bottom: foot.y)
        let size = try #require(plane.size(of: box, pictureAspect: 1))
        #expect(abs(size.width - 0.5) < 0.01 && abs(size.height - 1.75) < 0.04)
    }

    @Test("The sky has no place, and what is next to the horizon neither")
    func horizon() throws {
        var random = SeededGenerator(seed: 1)
        let camera = Pinhole(&random)
        let plane = try GroundPlane([
            camera.landmark(-2, 5), camera.landmark(3, 6), camera.landmark(2, 14), camera.landmark(-3, 12),
        ])
        let horizon = 0.5 - camera.focal * tan(camera.tilt)
        #expect(plane.place(of: Point(x: 0.5, y: horizon - 0.1)) == nil)
        #expect(plane.place(of: Point(x: 0.5, y: horizon + 0.001)) == nil)
        #expect(plane.step(right: 0.1, down: 0, at: Point(x: 0.5, y: horizon - 0.1)) == nil)
        #expect(plane.place(of: camera.picture(right: 0, ahead: 25)) != nil)
    }

    @Test("From five landmarks on, one that was measured wrongly shows")
    func leaveOneOut() throws {
        var random = SeededGenerator(seed: 2)
        let camera = Pinhole(&random)
        let right: [(Double, Double)] = [(-2, 5), (3, 6), (2, 14), (-3, 12), (0, 9), (1, 7)]
        let landmarks = right.map { camera.landmark($0.0, $0.1) }
        let good = try GroundPlane(landmarks).error
        #expect(good.source == .leaveOneOut && good.metres < 1e-6)
        var wrong = landmarks
        wrong[4] = .init(picture: wrong[4].picture, ground: Point(x: wrong[4].ground.x + 1, y: wrong[4].ground.y))
        let bad = try GroundPlane(wrong).error
        #expect(bad.metres > 0.3)
        #expect(bad.share > 0.05)
    }

    @Test("What does not determine the ground is refused")
    func degenerate() {
        func plane(_ pairs: [(Double, Double, Double, Double)]) throws(Homography.Degenerate) {
            _ = try GroundPlane(pairs.map { .init(picture: Point(x: $0.0, y: $0.1), ground: Point(x: $0.2, y: $0.3)) })
        }
        let good = [(0.1, 0.9, 0.0, 0.0), (0.9, 0.9, 4, 0), (0.7, 0.4, 4, 9), (0.3, 0.4, 0, 9)]
        #expect(throws: Never.self) { try plane(good) }
        #expect(throws: Homography.Degenerate.tooFew(3)) { try plane(Array(good.prefix(3))) }
        #expect(throws: Homography.Degenerate.flat) {
            try plane([(0.1, 0.9, 0, 0), (0.5, 0.9, 2, 0), (0.9, 0.9, 4, 0), (0.3, 0.4, 0, 9)])
        }
        #expect(throws: Homography.Degenerate.flat) { try plane(good.map { (0.5, 0.5, $0.2, $0.3) }) }
        #expect(throws: Homography.Degenerate.flat) { try plane(good.map { ($0.0, $0.1, 1, 1) }) }
        #expect(throws: Homography.Degenerate.flat) { try plane([good[0], good[0], good[2], good[3]]) }
        var swapped = good
        (swapped[2].2, swapped[2].3, swapped[3].2, swapped[3].3) = (0, 9, 4, 9)
        #expect(throws: Homography.Degenerate.folded) { try plane(swapped) }
    }

    @Test("A mirrored map measures the same")
    func mirrored() throws {
        let good = [(0.1, 0.9, 0.0, 0.0), (0.9, 0.9, 4, 0), (0.7, 0.4, 4, 9), (0.3, 0.4, 0, 9)]
        let planes = try [1.0, -1].map { sign in
            try GroundPlane(
                good.map { .init(picture: Point(x: $0.0, y: $0.1), ground: Point(x: sign * $0.2, y: $0.3)) })
        }
        let steps = planes.map { $0.step(right: 0.1, down: 0.05, at: Point(x: 0.4, y: 0.7))?.length ?? 0 }
        #expect(abs(steps[0] - steps[1]) < 1e-9 && steps[0] > 0.1)
    }
}
