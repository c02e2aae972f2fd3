package import Frames
package import Geometry
import Inference

/// Finds objects in frames with one model; one a worker, for it owns the model's working memory.
package final class Detector {
    package let model: DetectionModel
    private let options: DetectorOptions
    private let isWanted: [Bool]
    private let session: Session
    private var inputs: InputTensors

    /// - Throws: ``DetectionError/unknownLabels(_:known:)`` for a wanted label that the model does not know.
    package init(_ model: DetectionModel, options: DetectorOptions = DetectorOptions()) throws(DetectionError) {
        let unknown = options.labels.filter { !model.labels.contains($0) }
        guard unknown.isEmpty else { throw .unknownLabels(unknown, known: model.labels) }
        self.model = model
        self.options = options
        isWanted = options.labels.isEmpty ? [] : model.labels.map(options.labels.contains)
        session = Session(model.model)
        inputs = InputTensors(model.input)
    }

    /// Looks at the whole frame.
    package func detect(_ frame: Frame) throws(DetectionError) -> [Detection] {
        try detect(frame, in: [.whole]).detections
    }

    /// Looks at each area by itself and merges what they show.
    ///
    /// - Parameter areas: normalised, not empty, see ``RegionPlanner``; they may overlap and reach beyond the frame.
    package func detect(_ frame: Frame, in areas: [Box]) throws(DetectionError) -> Observation {
        var found: [Detection] = []
        for area in areas where area.area > 0 { found += try look(at: area, of: frame) }
        let overlap = model.overlap ?? (areas.count > 1 ? 0.6 : 1)
        return Observation(detections: Suppression.merge(found, overlap: overlap), areas: areas)
    }

    private func look(at area: Box, of frame: Frame) throws(DetectionError) -> [Detection] {
        let size = InputSize(width: frame.luma.width, height: frame.luma.height)
        let aspect = area.width * Double(size.width) / (area.height * Double(size.height))
        let placement = Placement(
            region: area, of: size, into: model.inputSize(aspect: aspect), fit: model.preprocessing.fit)
        let outputs = try session.results(of: inputs.sample(frame, placement, model.preprocessing))
        var candidates = Candidates(size: placement.size, threshold: lowestScore, isWanted: isWanted)
        try model.family.decode(ModelOutputs(outputs, family: type(of: model.family).name), into: &candidates)
        candidates.keepBest()
        return candidates.kept.compactMap { detection($0, placement, area) }
    }

    private var lowestScore: Float { options.score ?? model.scores.min() ?? 0 }

    /// A candidate as the frame has it; nil where it lies below its label's score or outside the frame.
    private func detection(_ candidate: Candidates.Candidate, _ placement: Placement, _ area: Box) -> Detection? {
        let label = candidate.labelIndex
        guard model.labels.indices.contains(label), candidate.score >= options.score ?? model.scores[label] else {
            return nil
        }
        let box = placement.box(
            left: candidate.left, top: candidate.top, right: candidate.right, bottom: candidate.bottom
        ).intersection(.whole)
        guard box.width > 0, box.height > 0 else { return nil }
        return Detection(
            label: model.labels[label], labelIndex: label, score: candidate.score, box: box,
            isCut: placement.area.cuts(box))
    }
}

/// What a detector reports.
package struct DetectorOptions: Hashable, Sendable {
    /// The lowest score of a detection; nil: the model's own, label by label.
    package var score: Float?

    /// The labels to report; empty: all.
    package var labels: [String]

    package init(score: Float? = nil, labels: [String] = []) {
        self.score = score
        self.labels = labels
    }
}

/// What one look at a frame brought.
package struct Observation: Sendable {
    /// Best first.
    package let detections: [Detection]

    /// What was looked at: where no object was reported inside, none was seen; elsewhere nothing is known.
    package let areas: [Box]

    package init(detections: [Detection], areas: [Box]) {
        self.detections = detections
        self.areas = areas
    }
}

extension Box {
    /// Whether `box` ends, within a fiftieth of this area's side, at a side of it that lies inside the frame.
    func cuts(_ box: Box) -> Bool {
        let x = width / 50
        let y = height / 50
        return (left > x && box.left < left + x) || (right < 1 - x && box.right > right - x)
            || (top > y && box.top < top + y) || (bottom < 1 - y && box.bottom > bottom - y)
    }
}
