import Geometry
import Pictures
import TestSupport
import Testing

@Suite("What is drawn on pictures")
struct AnnotationTests {
    private let ground = Colour(red: 90, green: 90, blue: 90)

    private func drawn(_ marks: Annotations.Mark..., width: Int = 400, height: Int = 400) throws -> Picture {
        try Picture(width: width, height: height, colour: ground).annotated(with: Annotations(marks))
    }

    @Test("A box is drawn where it lies, and nothing else is touched")
    func box() throws {
        let picture = try drawn(.box(Box(left: 0.25, top: 0.5, right: 0.75, bottom: 0.9), Stroke(.orange)))
        for (x, y) in [(100, 250), (300, 250), (200, 200), (200, 359)] {
            #expect(picture[x, y].difference(from: .orange) <= 2, "\(x), \(y)")
        }
        for (x, y) in [(200, 280), (50, 250), (200, 150), (200, 390)] { #expect(picture[x, y] == ground) }
    }

    @Test("A filled polygon lets the picture through")
    func polygon() throws {
        let corners = [Point(x: 0.1, y: 0.1), Point(x: 0.9, y: 0.1), Point(x: 0.5, y: 0.9)]
        let triangle = try #require(Polygon(corners: corners))
        let picture = try drawn(.polygon(triangle, Stroke(.white, fill: 0.5)))
        #expect(picture[200, 150].difference(from: Colour(red: 172, green: 172, blue: 172)) <= 2)
        #expect(picture[40, 350] == ground)
    }

    @Test("A line ends where it should, its arrow's barbs lie behind its end")
    func line() throws {
        let segment = Segment(start: Point(x: 0.1, y: 0.5), end: Point(x: 0.9, y: 0.5))
        let picture = try drawn(.line(segment, Stroke(.yellow), arrow: true))
        #expect(picture[200, 200].difference(from: .yellow) <= 2)
        #expect(picture[380, 200] == ground)
        #expect(picture[355, 202] != ground)
        #expect(picture[365, 212] == ground)
    }

    @Test("A label stands above its box, in letters that differ from its ground, and inside the picture")
    func labels() throws {
        let low = Box(left: 0.25, top: 0.5, right: 0.75, bottom: 0.9)
        let high = Box(left: 0.9, top: 0, right: 1.2, bottom: 0.2)
        for box in [low, high] {
            let picture = try drawn(.box(box, label: "person 87 %", Stroke(.yellow)))
            let colours = (0..<400).flatMap { y in (0..<400).map { x in picture[x, y] } }
            #expect(colours.count { $0.difference(from: .black) < 60 } > 40, "no letters")
            #expect(colours.count { $0.difference(from: .yellow) < 40 } > 400, "no ground")
        }
    }

    @Test("Labels of boxes in one place stand below each other")
    func crowdedLabels() throws {
        let box = Box(left: 0.2, top: 0.3, right: 0.6, bottom: 0.8)
        let one = try drawn(.box(box, label: "person", Stroke(.yellow)))
        let two = try drawn(.box(box, label: "person", Stroke(.yellow)), .box(box, label: "person", Stroke(.yellow)))
        func yellow(_ picture: Picture) -> Int {
            (90..<160).flatMap { y in (81..<130).map { x in picture[x, y] } }
                .count { $0.difference(from: .yellow) < 40 }
        }
        #expect(yellow(two) > yellow(one) * 3 / 2)
    }

    @Test("What is drawn last has the first choice of a place for its words; what finds none nearby goes without")
    func crowdOfLabels() throws {
        let box = Box(left: 0.2, top: 0.3, right: 0.6, bottom: 0.8)
        let crowd = Array(repeating: Annotations.Mark.box(box, label: "person 12345", Stroke(.yellow)), count: 10)
        let marks = crowd + [.box(box, label: "person 12345", Stroke(.orange))]
        let picture = try Picture(width: 400, height: 400, colour: ground).annotated(with: Annotations(marks))
        func share(of colour: Colour, _ rows: Range<Int>) -> Double {
            let pixels = rows.flatMap { y in (85..<140).map { x in picture[x, y] } }
            return Double(pixels.count { $0.difference(from: colour) < 40 }) / Double(pixels.count)
        }
        #expect(share(of: .orange, 108..<117) > 0.25)
        #expect(share(of: .yellow, 123..<132) > 0.25)
        #expect(share(of: ground, 185..<300) == 1)
    }

    @Test("A heat map colours what is hot and leaves the rest")
    func heat() throws {
        let map = try #require(HeatMap(columns: 4, rows: 4, values: (0..<16).map { $0 == 5 ? 1 : 0 }))
        let picture = try drawn(.heat(map))
        #expect(picture[150, 150].red > 200)
        #expect(picture[390, 390] == ground)
        #expect(HeatMap(columns: 4, rows: 4, values: [1]) == nil)
        #expect(HeatMap(columns: 0, rows: 0, values: []) == nil)
        let odd = try #require(HeatMap(columns: 2, rows: 1, values: [.nan, .infinity]))
        #expect(try drawn(.heat(odd))[399, 200].red > 200)
    }

    @Test("A caption lies on a dark bar at the lower border; more lines than fit are cut")
    func caption() throws {
        let picture = try drawn(.caption(["frame 12", "gate: moving"]))
        #expect(picture[398, 398].red < 40)
        #expect(picture[398, 300] == ground)
        #expect(try drawn(.caption(Array(repeating: "line", count: 1_000)))[398, 20].red < 40)
        let long = try drawn(.caption([String(repeating: "word ", count: 40)]))
        #expect(long[398, 360].red < 40, "a line that is too long goes on in the next one")
    }

    @Test("What is no number, far outside, or no word is borne")
    func odd() throws {
        let wild = Box(left: .nan, top: -.infinity, right: 1e300, bottom: 2)
        let text = String(repeating: "漢字\0\n🙂 ", count: 10_000)
        let picture = try drawn(
            .box(wild, label: text, Stroke(.red)),
            .box(Box(left: -5, top: -5, right: 9, bottom: 9), label: "", Stroke(.red)),
            .text(text, at: Point(x: .infinity, y: 0), .red), .text(text, at: Point(x: 3, y: -2), .red),
            .path([Point(x: 0, y: 0)], Stroke(.red)), .path([], Stroke(.red)), .caption([]),
            .line(Segment(start: Point(x: 0.5, y: 0.5), end: Point(x: 0.5, y: 0.5)), Stroke(.red), arrow: true))
        #expect(picture.width == 400)
        #expect(try drawn(.text("a", at: Point(x: 0, y: 0), .red), .caption(["b"]), width: 1, height: 1).width == 1)
    }
}
