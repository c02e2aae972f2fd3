import FoundationEssentials
import Glibc

/// Which events are meant, by what they are and what they tell of; what is empty or nil does not narrow.
package struct EventSelector: Hashable, Sendable {
    /// Shell patterns (`fnmatch(3)`): `vedette.object.*`, `*.started`.
    package var types: [String] = []

    /// The empty name stands for the daemon's own events.
    package var cameras: [String] = []

    /// Of the object that the event tells of; an event that tells of none does not pass.
    package var labels: [String] = []

    /// That the event is about, or that its object stands in.
    package var zones: [String] = []

    /// Of the object that the event tells of, 0 to 1; an event that tells of none does not pass.
    package var minimumScore: Double?

    package init() {}

    /// Whether a query of the database, which knows types and cameras, is enough.
    package var looksInside: Bool { !labels.isEmpty || !zones.isEmpty || minimumScore != nil }

    /// - Parameters:
    ///   - camera: nil for the daemon's own events.
    ///   - body: the event's JSON; what cannot be read passes only where nothing in it is asked for.
    package func passes(type: String, camera: String?, body: [UInt8]) -> Bool {
        guard types.isEmpty || types.contains(where: { fnmatch($0, type, 0) == 0 }) else { return false }
        guard cameras.isEmpty || cameras.contains(camera ?? "") else { return false }
        guard looksInside else { return true }
        guard let told = try? JSONDecoder().decode(Told.self, from: Data(body)).data else { return false }
        return (labels.isEmpty || told.label.map(labels.contains) == true)
            && (zones.isEmpty || !told.zones.isDisjoint(with: zones))
            && (minimumScore.map { (told.score ?? -1) >= $0 } ?? true)
    }

    package func passes(_ event: StoredEvent) -> Bool {
        passes(type: event.type, camera: event.camera, body: event.body)
    }
}

/// What an event's `data` says of labels, zones and scores, at whatever place its type has them.
private struct Told: Decodable {
    let data: Contents

    struct Contents: Decodable {
        let label: String?
        let score: Double?
        let zones: Set<String>

        private enum Member: String, CodingKey {
            case label, score, zone, zones, object
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Member.self)
            let object = try? members.nestedContainer(keyedBy: Member.self, forKey: .object)
            func first<Value: Decodable>(_ type: Value.Type, _ member: Member) -> Value? {
                (try? members.decode(type, forKey: member)) ?? (try? object?.decode(type, forKey: member))
            }
            label = first(String.self, .label)
            score = first(Double.self, .score)
            // A count's report has a mapping under that name, which is about all zones and so about none.
            let places = first([String].self, .zones) ?? []
            zones = Set(places + [first(String.self, .zone)].compactMap(\.self))
        }
    }
}
