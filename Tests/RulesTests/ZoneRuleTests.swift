import Geometry
import Rules
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("Rules about zones")
struct ZoneRuleTests {
    /// People who stand in the left half of the picture, or in the right one, second by second.
    struct Scene {
        var stories: ObjectStories
        var rules: Rulebook
        var series: [TrackSeries] = []
        var told: [Fact] = []
        var now = 0.0

        init(_ rules: any ZoneRule...) throws {
            let corners = [(0.0, 0.0), (0.5, 0), (0.5, 1), (0, 1)].map { Point(x: $0.0, y: $0.1) }
            stories = ObjectStories(zones: [Zone(name: "left", polygon: try #require(Polygon(corners: corners)))])
            self.rules = Rulebook(zones: rules)
        }

        /// - Parameter places: across the picture, a person each; nil for one who is gone.
        mutating func play(_ places: [Double?], seconds: Int, day: Weekday = .monday) {
            for _ in 0..<seconds * 2 { look(places, day) }
        }

        private mutating func look(_ places: [Double?], _ day: Weekday) {
            var tracks: [Track] = []
            for (index, place) in places.enumerated() {
                while index >= series.count {
                    series.append(TrackSeries(id: series.count + 1, box: .standing(0.9, 0.6), at: now))
                }
                tracks.append(place.map { series[index].see(.standing($0, 0.6), at: now) } ?? series[index].end())
            }
            let facts = stories.update(tracks, at: now)
            told += rules.follow(facts, objects: stories.objects, at: .at(now, day: day))
            now += 0.5
        }

        mutating func finish() {
            told += rules.finish(stories.finish(at: now, reason: .stopped), at: .at(now))
        }

        /// What the rules told, without what they were told.
        var names: [String] {
            ObjectStoriesTests.names(told).filter {
                !["started", "updated", "entered", "left", "ended"].contains($0.prefix { $0 != ":" })
            }
        }
    }

    // MARK: Loitering

    @Test("Who stays longer than allowed loiters, until they leave")
    func loitering() throws {
        var scene = try Scene(LoiteringRule(zone: "left", after: 20))
        scene.play([0.9], seconds: 5)
        scene.play([0.2], seconds: 19)
        #expect(scene.names.isEmpty)
        scene.play([0.2], seconds: 11)
        #expect(scene.names == ["loiters:left"])
        scene.play([0.9], seconds: 5)
        #expect(scene.names == ["loiters:left", "loitered:left"])
        let visits = scene.told.compactMap { fact -> ZoneFact? in
            switch fact {
            case .loiteringStarted(let visit), .loiteringEnded(let visit): visit
            default: nil
            }
        }
        #expect(visits.map(\.crossedAt) == [5, 35])
        #expect(visits.map(\.dwelt) == [20, 30])
    }

    @Test("Who passes through does not loiter, however often")
    func passing() throws {
        var scene = try Scene(LoiteringRule(zone: "left", after: 20))
        for _ in 0..<10 {
            scene.play([0.2], seconds: 15)
            scene.play([0.9], seconds: 5)
        }
        scene.finish()
        #expect(scene.names.isEmpty)
    }

    @Test("Loitering ends before its object does")
    func order() throws {
        var scene = try Scene(LoiteringRule(zone: "left", after: 5))
        scene.play([0.2], seconds: 10)
        scene.play([nil], seconds: 1)
        #expect(ObjectStoriesTests.names(scene.told).suffix(3) == ["left:left", "loitered:left", "ended:lost"])
    }

    // MARK: Occupied, crowd

    @Test("A zone is occupied from the first who comes to the last who leaves, short absences apart")
    func occupancy() throws {
        var scene = try Scene(OccupancyRule(.occupied, zone: "left", release: 5))
        scene.play([0.9, 0.9], seconds: 3)
        scene.play([0.2, 0.9], seconds: 5)
        scene.play([0.2, 0.3], seconds: 5)
        scene.play([0.9, 0.3], seconds: 5)
        scene.play([0.9, 0.9], seconds: 3)
        scene.play([0.9, 0.2], seconds: 3)
        #expect(scene.names == ["occupied:left"])
        scene.play([0.9, 0.9], seconds: 10)
        #expect(scene.names == ["occupied:left", "emptied:left"])
        let emptied = try #require(
            scene.told.compactMap { if case .zoneEmptied(let fact) = $0 { fact } else { nil } }.last)
        #expect(emptied.peak == 2 && emptied.count == 0 && emptied.since == 3)
    }

    @Test("More than so many for so long are a crowd; a dip begins the time anew")
    func crowd() throws {
        var scene = try Scene(OccupancyRule(.crowd, zone: "left", least: 3, after: 10))
        scene.play([0.1, 0.2, 0.9], seconds: 60)
        scene.play([0.1, 0.2, 0.3], seconds: 8)
        scene.play([0.1, 0.2, 0.9], seconds: 5)
        scene.play([0.1, 0.2, 0.3], seconds: 9)
        #expect(scene.names.isEmpty)
        scene.play([0.1, 0.2, 0.3, 0.4], seconds: 5)
        #expect(scene.names == ["crowd:left"])
        scene.play([0.9, 0.2, 0.3, 0.4], seconds: 5)
        #expect(scene.names == ["crowd:left"])
        scene.play([0.9, 0.9, 0.3, 0.4], seconds: 5)
        #expect(scene.names == ["crowd:left", "dispersed:left"])
    }

    @Test(
        "Whatever happens, what begins ends, by turns, and finishing leaves nothing open",
        arguments: 0..<40 as Range<UInt64>)
    func alternation(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let cooled = Terms(coolDown: Double(seed % 3) * 10)
        var scene = try Scene(
            LoiteringRule(zone: "left", after: 3, terms: cooled),
            OccupancyRule(.occupied, zone: "left", release: Double(seed % 4), terms: cooled),
            OccupancyRule(.crowd, zone: "left", least: 3, after: 2, terms: cooled))
        var places: [Double?] = Array(repeating: 0.9, count: 6)
        for _ in 0..<150 {
            let index = Int.random(in: 0..<6, using: &random)
            places[index] = Bool.random(using: &random) ? 0.2 : 0.9
            scene.play(places, seconds: Int.random(in: 1...3, using: &random))
        }
        scene.finish()
        var loiterers: Set<Int> = []
        var (occupied, crowded, told) = (false, false, 0)
        for fact in scene.told {
            switch fact {
            case .loiteringStarted(let visit): #expect(loiterers.insert(visit.object.id).inserted)
            case .loiteringEnded(let visit): #expect(loiterers.remove(visit.object.id) != nil)
            case .objectEnded(let object, _): #expect(!loiterers.contains(object.id))
            case .zoneOccupied:
                #expect(!occupied)
                occupied = true
                told += 1
            case .zoneEmptied:
                #expect(occupied)
                occupied = false
                told += 1
            case .crowdStarted(let crowd):
                #expect(!crowded && crowd.count >= 3)
                crowded = true
            case .crowdEnded(let crowd):
                #expect(crowded && crowd.count < 3 && crowd.peak >= 3)
                crowded = false
            default: break
            }
        }
        #expect(loiterers.isEmpty && !occupied && !crowded && told >= 2)
    }

    // MARK: Wrong way

    static let rightwards = Segment(start: Point(x: 0, y: 0.5), end: Point(x: 0.1, y: 0.5))

    @Test("Who moves against a zone's direction is told of once a visit; who moves along, across or stands is not")
    func wrongWay() throws {
        func names(_ path: (Double) -> Point) throws -> [String] {
            var scene = try Scene(WrongWayRule(zone: "left", direction: Self.rightwards))
            var series = TrackSeries(id: 1, box: .standing(path(0).x, path(0).y), at: 0)
            for step in 0..<100 {
                let now = Double(step) / 5
                let foot = path(Double(step) / 100)
                let facts = scene.stories.update([series.see(.standing(foot.x, foot.y), at: now)], at: now)
                scene.told += scene.rules.follow(facts, objects: scene.stories.objects, at: .at(now))
            }
            return scene.names
        }
        #expect(try names { Point(x: 0.45 - 0.4 * $0, y: 0.6) } == ["wrong way:left"])
        #expect(try names { Point(x: 0.45 - 0.3 * $0, y: 0.6 + 0.1 * $0) } == ["wrong way:left"])
        #expect(try names { Point(x: 0.05 + 0.4 * $0, y: 0.6) } == [])
        #expect(try names { Point(x: 0.25 - 0.03 * $0, y: 0.2 + 0.7 * $0) } == [])
        #expect(
            try names { Point(x: 0.25 + ((1000 * $0).truncatingRemainder(dividingBy: 20) < 10 ? 0.01 : 0), y: 0.6) }
                == [])
        #expect(
            try names { Point(x: $0 < 0.5 ? 0.05 + 0.7 * $0 : 0.4 - 0.7 * ($0 - 0.5), y: 0.6) } == ["wrong way:left"])
        #expect(try names { Point(x: 0.95 - 0.4 * $0, y: 0.6) } == [], "outside the zone")
    }

    // MARK: Terms

    @Test("A cool-down keeps a rule from telling anew, and what was not begun does not end")
    func coolDown() throws {
        var scene = try Scene(OccupancyRule(.occupied, zone: "left", terms: Terms(coolDown: 60)))
        for _ in 0..<5 {
            scene.play([0.2], seconds: 5)
            scene.play([0.9], seconds: 5)
        }
        #expect(scene.names == ["occupied:left", "emptied:left"])
        scene.play([0.9], seconds: 20)
        scene.play([0.2], seconds: 5)
        #expect(scene.names == ["occupied:left", "emptied:left", "occupied:left"])
    }

    @Test("A clock that is set back does not silence a rule")
    func clockSetBack() throws {
        var rules = Rulebook(lines: [Rulebook.LineRule(line: "gate", terms: Terms(coolDown: 60))])
        let object = try #require(LineTests.crossings(of: [Point(x: 0.4, y: 0.6), Point(x: 0.6, y: 0.6)]).first)
        func told(_ captured: Double) -> Int {
            let monday = LocalTime(day: .monday, second: 0)
            let moment = Moment(seconds: 1, captured: captured, local: monday)
            return rules.follow([.lineCrossed(object)], objects: [], at: moment).count
        }
        #expect([1_000_000, 1_000_030, 1_000_061, 500, 530, 561].map { told($0) } == [1, 0, 1, 1, 0, 1])
    }

    @Test("Outside its hours a rule tells nothing; who loiters still when they begin is told of then")
    func schedule() throws {
        let window = Schedule.Window(days: [.monday], from: 60, to: 90)
        var scene = try Scene(
            LoiteringRule(zone: "left", after: 10, terms: Terms(schedule: Schedule(windows: [window]))))
        scene.play([0.2], seconds: 59)
        #expect(scene.names.isEmpty)
        scene.play([0.2], seconds: 3)
        #expect(scene.names == ["loiters:left"])
        scene.play([0.2], seconds: 60)
        scene.play([0.9], seconds: 3)
        #expect(scene.names == ["loiters:left", "loitered:left"], "what has begun ends, also after hours")
    }
}

@Suite("Schedules")
struct ScheduleTests {
    @Test("A window across midnight is the day's on which it begins")
    func midnight() {
        let night = Schedule(windows: [.init(days: [.friday, .sunday], from: 22 * 3600, to: 6 * 3600)])
        let held: [(Weekday, Int, Bool)] = [
            (.friday, 5, false), (.friday, 21, false), (.friday, 22, true), (.saturday, 0, true), (.saturday, 5, true),
            (.saturday, 6, false), (.saturday, 22, false), (.sunday, 5, false), (.sunday, 23, true), (.monday, 5, true),
            (.monday, 22, false),
        ]
        for (day, hour, holds) in held {
            #expect(night.holds(LocalTime(day: day, second: hour * 3600)) == holds, "\(day) \(hour)")
        }
    }

    @Test("From sunset to sunrise follows the sun, also where it does not set or rise")
    func sun() {
        let days = Set(Weekday.allCases)
        let night = Schedule(windows: [.init(days: days, from: .sunset(1800), to: .sunrise(0))])
        let day = Schedule(windows: [.init(days: days, from: .sunrise(0), to: .sunset(0))])
        let usual = Daylight(rises: 6 * 3600, sets: 20 * 3600)
        let held: [(Daylight?, Double, isNight: Bool, isDay: Bool)] = [
            (usual, 3, true, false), (usual, 7, false, true), (usual, 20.25, false, false), (usual, 21, true, false),
            (.always, 3, false, true), (.always, 23, false, true), (.never, 3, true, false), (.never, 12, true, false),
            (nil, 3, false, false), (nil, 12, false, false),
        ]
        for (sun, hour, isNight, isDay) in held {
            let time = LocalTime(day: .monday, second: Int(hour * 3600), sun: sun)
            #expect(night.holds(time) == isNight, "night \(String(describing: sun)) \(hour)")
            #expect(day.holds(time) == isDay, "day \(String(describing: sun)) \(hour)")
        }
    }

    @Test("A window that ends after midnight because the sun sets late is the day's on which it begins")
    func lateSun() {
        let evening = Schedule(windows: [.init(days: [.friday], from: .sunset(0), to: .sunset(4 * 3600))])
        let sun = Daylight(rises: 4 * 3600, sets: 22 * 3600)
        let held: [(Weekday, Int, Bool)] = [
            (.friday, 21, false), (.friday, 23, true), (.saturday, 1, true), (.saturday, 3, false),
            (.saturday, 23, false),
        ]
        for (day, hour, holds) in held {
            #expect(evening.holds(LocalTime(day: day, second: hour * 3600, sun: sun)) == holds, "\(day) \(hour)")
        }
    }

    @Test("A window and what it leaves out make the week", arguments: 0..<20 as Range<UInt64>)
    func complement(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let from = Int.random(in: 0..<86_400, using: &random)
        let to = (from + Int.random(in: 1..<86_400, using: &random)) % 86_400
        let days = Set(Weekday.allCases)
        let window = Schedule(windows: [.init(days: days, from: from, to: to)])
        let rest = Schedule(windows: [.init(days: days, from: to, to: from)])
        for day in Weekday.allCases {
            for second in [0, from, to, 86_399, Int.random(in: 0..<86_400, using: &random)] {
                let time = LocalTime(day: day, second: second)
                #expect(window.holds(time) != rest.holds(time))
            }
        }
    }
}
