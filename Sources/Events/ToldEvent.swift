import Clocks
import FoundationEssentials

/// An event reduced to what two runs over the same footage can agree on: what happened, to what, where and when; not by which
/// ids or with which scores.
package struct ToldEvent: Hashable, Sendable {
    /// Such as `zone.entered person porch`.
    package let what: String

    /// CloudEvents' `source`.
    package let source: String

    /// Seconds since 1970; in a replay without a start, seconds of the footage.
    package let seconds: Double

    package init(what: String, source: String = "", seconds: Double) {
        self.what = what
        self.source = source
        self.seconds = seconds
    }

    /// - Parameter line: of an event log, or of what `vedette replay` prints.
    /// - Returns: nil for an event that says how it goes on and not that something happened: an object's updates, and
    ///   accounts of an hour.
    /// - Throws: `DecodingError` for a line that is no event.
    package init?(line: some Sequence<UInt8>) throws {
        let read = try JSONDecoder().decode(Line.self, from: Data(line))
        guard !Self.passedOver.contains(read.type) else { return nil }
        what = read.what
        source = read.source
        seconds = Double(read.time.microseconds) / 1_000_000
    }

    private static let passedOver = Set(
        [EventType.objectUpdated, .cameraCoverage, .countReport].map(\.rawValue))

    /// All fields that say what an event is about; which of them an event has is its type's affair.
    private struct Line: Decodable {
        let type: String
        let source: String
        let time: CaptureTime
        let data: Subject

        struct Subject: Decodable {
            let label, zone, line, rule, gate, direction: String?
            let object: Named?
        }

        struct Named: Decodable {
            let label: String?
        }

        var what: String {
            let kind = type.hasPrefix("vedette.") ? String(type.dropFirst("vedette.".count)) : type
            let about = [
                data.label ?? data.object?.label, data.rule, data.zone, data.line, data.gate, data.direction,
            ]
            return ([kind] + about.compactMap(\.self)).joined(separator: " ")
        }
    }
}
