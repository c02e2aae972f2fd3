import Decisions
import Frames
import Geometry
import Pictures
import Settings
import Status

/// The newest frame that a worker has looked at: kept by reference, and made a picture only when somebody asks.
struct NewestPicture: Sendable {
    let frame: Frame
    let decision: FrameDecision?

    /// Zones and lines, which the camera's settings have.
    let marks: [Annotations.Mark]

    /// - Parameter overlays: zones, lines and the objects that are told of are drawn.
    /// - Returns: nil where memory is too short for a picture.
    func encoded(overlays: Bool) -> EncodedPicture? {
        do throws(PictureError) {
            var picture = try Picture(frame)
            if overlays {
                picture = try picture.annotated(with: Annotations(marks + (decision?.sights.marks ?? [])))
            }
            return EncodedPicture(jpeg: try picture.jpeg(), captured: frame.captured)
        } catch {
            return nil
        }
    }
}

extension Configuration.Camera {
    /// What is drawn of a camera's settings.
    var marks: [Annotations.Mark] {
        let stroke = Stroke(.white, weight: 0.6)
        return zones.map { .polygon($0.polygon, label: $0.name, stroke) }
            + lines.map { .line(Segment(start: $0.from, end: $0.to), label: $0.name, stroke, arrow: true) }
    }
}
