import FoundationEssentials
import Geometry
import Seeds
import TestSupport
import Testing
import Tracking

/// Real people's paths (PETS 2009, S2.L1), seen by a detector that we make up: who is hidden is missed or seen faintly, boxes
/// shake, and things that are not there are seen.
@Suite("A tracker on real paths", .enabled(if: Material.has(truth), "the material's tracks are not at hand"))
struct TruthTests {
    typealias Person = (id: Int, box: Box)

    @Test(
        "Keeps identities at 5 and at 2.5 frames a second", arguments: [(2, 0.93), (4, 0.75)], 0..<5 as Range<UInt64>)
    func identities(step: (every: Int, least: Double), seed: UInt64) throws {
        let frames = try Self.read().filter { $0.key % step.every == 0 }
        var random = SeededGenerator(seed: seed)
        var tracker = Tracker()
        var told: [Int: [Person]] = [:]
        for frame in frames.keys.sorted() {
            let seen = Self.detect(frames[frame] ?? [], &random)
            let tracks = tracker.update(seen, at: Double(frame) / 10)
            told[frame] = tracks.filter { $0.state == .confirmed }.map { ($0.id, $0.box) }
        }
        #expect(Self.identityScore(truth: frames, told: told) > step.least)
    }

    /// MOTChallenge lines: frame, id, left, top, width, height in pixels; the clip is 768 by 576.
    static func read() throws -> [Int: [Person]] {
        let text = try String(contentsOfFile: Material.path(truth), encoding: .utf8)
        var frames: [Int: [Person]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: ",").compactMap { Double($0) }
            try #require(fields.count >= 6)
            let box = Box(
                left: fields[2] / 768, top: fields[3] / 576, right: (fields[2] + fields[4]) / 768,
                bottom: (fields[3] + fields[5]) / 576)
            frames[Int(fields[0]), default: []].append((Int(fields[1]), box))
        }
        return frames
    }

    static func detect(_ people: [Person], _ random: inout SeededGenerator) -> [Observation] {
        var seen: [Observation] = []
        for person in people {
            let nearer = people.filter { $0.box.bottom > person.box.bottom }.map(\.box)
            let hidden = person.box.covered(byUnionOf: nearer)
            let chance = hidden > 0.7 ? 0.05 : hidden > 0.4 ? 0.5 : 0.94
            guard Double.random(in: 0..<1, using: &random) < chance else { continue }
            var box = person.box
            box.left += 0.15 * box.width * random.shake()
            box.right += 0.15 * box.width * random.shake()
            box.top += 0.15 * box.height * random.shake()
            box.bottom += 0.15 * box.height * random.shake()
            let score = (hidden > 0.4 ? 0.4 : 0.75) + 0.3 * random.shake()
            seen.append(Observation(box: box, label: "person", score: score))
        }
        if Double.random(in: 0..<1, using: &random) < 0.3 {
            let (x, y) = (Double.random(in: 0..<1, using: &random), Double.random(in: 0.2..<1, using: &random))
            seen.append(Observation(box: .standing(x, y), label: "person", score: 0.4))
        }
        return seen
    }

    /// IDF1 (Ristani and others, "Performance Measures and a Data Set for Multi-Target, Multi-Camera Tracking", 2016): the share
    /// of boxes that bear the right identity, once each true identity is paired with at most one told one, as favourably as can be.
    static func identityScore(truth: [Int: [Person]], told: [Int: [Person]]) -> Double {
        let persons = Set(truth.values.joined().map(\.id)).sorted()
        let tracks = Set(told.values.joined().map(\.id)).sorted()
        var assignment = Assignment(rows: persons.count, columns: tracks.count)
        for (frame, people) in truth {
            for person in people {
                for track in told[frame] ?? [] where track.box.overlap(person.box) >= 0.5 {
                    guard let row = persons.firstIndex(of: person.id), let column = tracks.firstIndex(of: track.id)
                    else {
                        continue
                    }
                    assignment[row, column] += 1
                }
            }
        }
        let right = assignment.best().enumerated().reduce(0.0) { sum, pair in
            sum + (pair.element.map { assignment[pair.offset, $0] } ?? 0)
        }
        return 2 * right / Double(truth.values.joined().count + told.values.joined().count)
    }
}

private let truth = "tracks/pets09-s2l1.gt.txt"
