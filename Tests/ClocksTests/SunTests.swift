import Clocks
import Testing

@Suite("The sun")
struct SunTests {
    /// Sunrise and sunset as almanacs publish them, by the minute, UTC; the day is counted from 1970-01-01.
    static let published: [(place: String, sun: Sun, day: Int, rise: String, set: String)] = [
        ("Berlin, 21 June 2026", Sun(latitude: 52.52, longitude: 13.405), 20_625, "02:43", "19:33"),
        ("London, 21 December 2026", Sun(latitude: 51.5074, longitude: -0.1278), 20_808, "08:04", "15:53"),
        ("Quito, 20 March 2026", Sun(latitude: -0.18, longitude: -78.47), 20_532, "11:18", "23:24"),
        ("Sydney, 22 December 2026", Sun(latitude: -33.8688, longitude: 151.2093), 20_809, "-05:19", "09:06"),
        ("Auckland, 1 July 2026", Sun(latitude: -36.85, longitude: 174.76), 20_635, "-04:25", "05:15"),
        ("Honolulu, 1 October 2026", Sun(latitude: 21.31, longitude: -157.86), 20_727, "16:23", "28:19"),
        ("Reykjavik, 21 June 2026", Sun(latitude: 64.1466, longitude: -21.9426), 20_625, "02:55", "24:04"),
    ]

    /// `-05:19` is 19 minutes past five before midnight's end: 18:41 of the day before.
    static func seconds(_ text: String) -> Double {
        let parts = text.drop { $0 == "-" }.split(separator: ":").compactMap { Double($0) }
        return (text.hasPrefix("-") ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60)
    }

    @Test("Rises and sets when almanacs say, to two minutes", arguments: published.indices)
    func almanacs(index: Int) throws {
        let (place, sun, day, rise, set) = Self.published[index]
        guard case .rises(let at, let sets) = sun.course(onDay: day) else {
            Issue.record("\(place): no sunrise")
            return
        }
        #expect(abs(at - Double(day) * 86_400 - Self.seconds(rise)) <= 120, "\(place)")
        #expect(abs(sets - Double(day) * 86_400 - Self.seconds(set)) <= 120, "\(place)")
    }

    @Test("Beyond the polar circle it stays up in June and down in December")
    func polar() {
        let tromso = Sun(latitude: 69.65, longitude: 18.96)
        #expect(tromso.course(onDay: 20_625) == .staysUp)
        #expect(tromso.course(onDay: 20_808) == .staysDown)
        #expect(Sun(latitude: -90, longitude: 0).course(onDay: 20_625) == .staysDown)
        #expect(Sun(latitude: 90, longitude: 180).course(onDay: 20_625) == .staysUp)
    }

    @Test("Day after day it rises before it sets, wherever that is", arguments: [-60.0, -23, 0, 23, 45, 60])
    func order(latitude: Double) {
        for longitude in stride(from: -180.0, through: 180, by: 45) {
            let sun = Sun(latitude: latitude, longitude: longitude)
            for day in stride(from: 20_000, to: 20_365, by: 7) {
                guard case .rises(let at, let sets) = sun.course(onDay: day) else {
                    Issue.record("no sunrise at \(latitude)")
                    continue
                }
                // By the sun's own clock it is the day's.
                let noon = (at + sets) / 2 + 240 * longitude - Double(day) * 86_400
                #expect(at < sets && sets - at < 86_400 && abs(noon - 43_200) < 1200)
            }
        }
    }
}
