package import Clocks
import Seeds
import Synchronization

/// Makes events: gives each its id and its source. One a process, shared by all threads.
package final class EventFactory: Sendable {
    private let host: String
    private let idTime: @Sendable (CaptureTime) -> CaptureTime
    private let ids: Mutex<UUIDv7.Generator>

    /// For a daemon: ids carry the moment at which the event was made and can not be guessed.
    package static func live(host: String) -> EventFactory {
        EventFactory(host: host, ids: UUIDv7.Generator()) { _ in .now() }
    }

    /// For replay: ids follow from the events' own times and the seed, so that a clip gives the same ones each time.
    package static func replay(host: String, seed: UInt64) -> EventFactory {
        EventFactory(host: host, ids: UUIDv7.Generator(random: SplitMix64(seed: seed))) { $0 }
    }

    private init(
        host: String, ids: UUIDv7.Generator, idTime: @escaping @Sendable (CaptureTime) -> CaptureTime
    ) {
        self.host = host
        self.ids = Mutex(ids)
        self.idTime = idTime
    }

    /// - Parameter camera: nil for what concerns the daemon as a whole.
    package func event(_ report: Report, camera: String?, at time: CaptureTime) -> Event {
        let id = ids.withLock { $0.next(at: idTime(time)) }
        return Event(id: id, source: source(camera: camera), time: time, report: report, camera: camera)
    }

    private func source(camera: String?) -> String {
        let path = [host, camera].compactMap { $0?.asPathSegment }
        return "/" + path.joined(separator: "/")
    }
}

extension String {
    /// Percent-encoded but for RFC 3986's unreserved characters.
    fileprivate var asPathSegment: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
