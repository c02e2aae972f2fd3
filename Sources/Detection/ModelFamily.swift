/// How one family of detectors lays out its outputs, and what it expects of a picture.
///
/// A new family is one file with a type of this protocol and one line in ``ModelFamilies/all``.
package protocol ModelFamily: Sendable {
    /// As the setting `detector.family` names it.
    static var name: String { get }

    /// What the outputs look like, for the message that no family fits.
    static var contract: String { get }

    /// Reads a graph's outputs as this family's; nil where they do not fit.
    init?(_ signature: ModelSignature)

    /// How many labels the scores are of; nil where the outputs do not tell, as with labels by number.
    var labelCount: Int? { get }
    var defaults: FamilyDefaults { get }

    /// Adds every box above the candidates' threshold, in the input's samples.
    ///
    /// Must hold for any numbers: a model's outputs are as hostile as a stream.
    func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError)
}

/// What holds for a family's models where neither metadata nor settings say otherwise.
package struct FamilyDefaults: Sendable {
    package var preprocessing: Preprocessing

    /// For graphs that leave the input's size open.
    package var size: InputSize

    /// What both sides of an open size must be a multiple of.
    package var multiple: Int

    /// Boxes of one label that overlap more (IoU) are one object; nil where the graph suppresses by itself.
    package var overlap: Double?

    /// The lowest score worth an alarm.
    package var score: Float

    /// Nil: COCO's 80, where the count fits.
    package var labels: [String]?

    package init(
        preprocessing: Preprocessing, size: InputSize, multiple: Int = 32, overlap: Double? = 0.5, score: Float,
        labels: [String]? = nil
    ) {
        self.preprocessing = preprocessing
        self.size = size
        self.multiple = multiple
        self.overlap = overlap
        self.score = score
        self.labels = labels
    }
}

/// The families that a model is held against, in this order; the first that fits is taken.
package enum ModelFamilies {
    package static let all: [any ModelFamily.Type] = [
        VedetteFamily.self, YuNet.self, FastestDet.self, RTDETR.self, PicoDet.self, NanoDet.self, YOLOX.self,
        YOLOv5.self, YOLOv8.self,
        YOLOv10.self, UltraFace.self, SSD.self, SuppressedSSD.self,
    ]

    package static var names: [String] { all.map { $0.name } }

    /// - Parameter asked: the family that the settings name; nil to recognise it.
    package static func family(of signature: ModelSignature, asked: String?) throws(DetectionError) -> any ModelFamily {
        guard let asked else {
            for candidate in all {
                if let family = candidate.init(signature) { return family }
            }
            throw .unknownFamily(outputs: signature.outputs.map(\.summary))
        }
        guard let type = all.first(where: { $0.name == asked }) else { throw .noSuchFamily(asked) }
        guard let family = type.init(signature) else {
            throw .unlikeFamily(asked, contract: type.contract, outputs: signature.outputs.map(\.summary))
        }
        return family
    }
}
