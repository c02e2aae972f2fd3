package import Clocks

/// Something that happened, as a CloudEvent (CloudEvents 1.0.2).
package struct Event: Sendable {
    /// Stays the same however often the event is sent.
    package let id: UUIDv7

    /// `/HOST/CAMERA`, or `/HOST` for what concerns the daemon as a whole; a URI reference.
    package let source: String

    /// When it happened: the capture time of the frame that showed it.
    package let time: CaptureTime

    package let report: Report

    /// The camera that it is of, which ``source`` names too; nil for what concerns the daemon as a whole.
    package let camera: String?

    package init(id: UUIDv7, source: String, time: CaptureTime, report: Report, camera: String? = nil) {
        self.id = id
        self.source = source
        self.time = time
        self.report = report
        self.camera = camera
    }

    package var type: EventType { report.type }
    package var subject: String? { report.subject }
}
