import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("Counts")
struct LedgerTests {
    @Test("Reports add up to what was told, however time is cut", arguments: 0..<20 as Range<UInt64>)
    func addUp(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let facts = StoryPropertiesTests.facts(seed: seed, fps: 5)
        var ledger = Ledger(zones: ["left", "middle"], lines: ["gate"])
        var reports: [Counts] = []
        for fact in facts {
            ledger.note([fact])
            if Int.random(in: 0..<10, using: &random) == 0 { reports.append(ledger.close()) }
        }
        reports.append(ledger.close())
        let started = facts.count { if case .objectStarted = $0 { true } else { false } }
        #expect(reports.reduce(0) { $0 + $1.objects.values.reduce(0, +) } == started)
        let crossed = facts.count { if case .lineCrossed = $0 { true } else { false } }
        let lines = reports.compactMap { $0.lines["gate"] }
        #expect(lines.count == reports.count)
        #expect(lines.reduce(0) { $0 + $1.leftToRight + $1.rightToLeft } == crossed)
        for zone in ["left", "middle"] {
            let visits = facts.compactMap { fact -> ZoneFact? in
                if case .zoneLeft(let visit) = fact, visit.zone == zone { visit } else { nil }
            }
            let counts = reports.compactMap { $0.zones[zone] }
            #expect(counts.reduce(0) { $0 + $1.left } == visits.count)
            #expect(counts.reduce(0) { $0 + $1.entered } == visits.count)
            #expect(abs(counts.reduce(0) { $0 + $1.dwelt } - visits.reduce(0) { $0 + ($1.dwelt ?? 0) }) < 1e-6)
            #expect(counts.map(\.longestDwell).max() == visits.compactMap(\.dwelt).max() ?? 0)
        }
    }

    @Test("An object that turns out to be something else is counted as that, in the report that it began in")
    func relabelled() {
        var stories = ObjectStories()
        var ledger = Ledger()
        var series = TrackSeries(id: 1, label: "truck", box: .standing(0.5, 0.5), at: 0)
        ledger.note(stories.update([series.track], at: 0))
        series.track.label = "car"
        ledger.note(stories.update([series.see(.standing(0.5, 0.5), at: 1)], at: 1))
        let first = ledger.close()
        #expect(first.objects == ["car": 1])
        series.track.label = "bus"
        ledger.note(stories.update([series.see(.standing(0.5, 0.5), at: 2)], at: 2))
        let second = ledger.close()
        #expect(second.objects == [:])
    }

    @Test(
        "Different visitors are counted once each, ways from zone to zone each time", arguments: 0..<10 as Range<UInt64>
    )
    func visitorsAndPaths(seed: UInt64) {
        let facts = StoryPropertiesTests.facts(seed: seed, fps: 5)
        var ledger = Ledger(zones: ["left", "middle"])
        ledger.note(facts)
        let counts = ledger.close()
        var entered: [(id: Int, zone: String)] = []
        for fact in facts { if case .zoneEntered(let visit) = fact { entered.append((visit.object.id, visit.zone)) } }
        for zone in ["left", "middle"] {
            #expect(counts.zones[zone]?.visitors == Set(entered.filter { $0.zone == zone }.map(\.id)).count)
        }
        var paths: [Counts.Path: Int] = [:]
        for id in Set(entered.map(\.id)) {
            let zones = entered.filter { $0.id == id }.map(\.zone)
            for (from, to) in zip(zones, zones.dropFirst()) where from != to {
                paths[Counts.Path(from: from, to: to), default: 0] += 1
            }
        }
        #expect(counts.paths == paths)
        #expect(ledger.close().zones["left"]?.visitors == 0, "all have left at the end")
    }

    @Test("Heat is in the cell where feet are, adds up to the time, and begins anew with each report")
    func heat() throws {
        var ledger = Ledger(mapsHeat: true)
        var stories = ObjectStories()
        for (id, foot) in [(1, Point(x: 0.51, y: 0.99)), (2, Point(x: -0.1, y: 1.2))] {
            let series = TrackSeries(id: id, box: .standing(foot.x, foot.y), at: 0)
            _ = stories.update([series.track], at: 0)
            ledger.stay([try #require(stories.objects.last)], for: Double(id))
        }
        let heat = try #require(ledger.close().heat)
        #expect(heat.seconds.reduce(0, +) == 3)
        #expect(heat.seconds[17 * 32 + 16] == 1 && heat.seconds[17 * 32] == 2)
        #expect(ledger.close().heat == Heat())
        var none = Ledger()
        none.stay(stories.objects, for: 1)
        #expect(none.close().heat == nil)
    }

    @Test("Who is in a zone when a report is made is in it when the next begins")
    func carriedOver() throws {
        var scene = try ZoneRuleTests.Scene()
        var ledger = Ledger(zones: ["left"])
        scene.play([0.2, 0.3], seconds: 5)
        ledger.note(scene.told)
        let reports = [ledger.close(), ledger.close()]
        #expect(reports.map { $0.zones["left"]?.peak } == [2, 2])
        #expect(reports.map { $0.zones["left"]?.visitors } == [2, 2])
    }
}
