package import Inference

/// A detector's graph with everything that is needed to use it; shared by all workers.
package final class DetectionModel: Sendable {
    package let model: Model
    package let family: any ModelFamily
    package let labels: [String]

    /// In words, for `vedette model inspect`: where the labels come from.
    package let labelSource: String
    package let preprocessing: Preprocessing

    /// The input's size where the graph fixes it, else the one that shapes are chosen around.
    package let size: InputSize

    /// Boxes of one label that overlap more (IoU) are one object; nil where the graph suppresses by itself.
    package let overlap: Double?

    /// One a label: the lowest score worth an alarm.
    package let scores: [Float]

    let input: PictureInput

    /// - Throws: ``DetectionError``; `model` names the file.
    package static func load(path: String, settings: ModelSettings = ModelSettings()) throws(DetectionError)
        -> DetectionModel
    {
        let model: Model
        do throws(ModelError) { model = try Model.load(path: path) } catch { throw .model(error) }
        return try DetectionModel(model, path: path, settings)
    }

    init(_ model: Model, path: String, _ settings: ModelSettings) throws(DetectionError) {
        let neighbours = ModelNeighbours(model: path)
        let properties = ModelProperties(metadata: model.metadata, file: neighbours.properties)
        input = try PictureInput(model.inputs)
        let named = try input.size(settings: settings, properties: properties)
        let probe = named ?? input.completed(InputSize(width: 320, height: 320))
        let signature = try ModelSignature(of: model, picture: input, size: probe)
        family = try ModelFamilies.family(of: signature, asked: settings.family ?? properties.value("family")?.text)
        let defaults = family.defaults
        size = named ?? input.completed(defaults.size)
        (labels, labelSource) = try Self.labels(family, settings, properties, neighbours)
        preprocessing = try properties.preprocessing(defaults.preprocessing)
        overlap = try properties.numbers("overlap", count: 1).map { Double($0[0]) } ?? defaults.overlap
        scores = try properties.thresholds(labels).map { $0 ?? defaults.score }
        self.model = model
    }

    package var hasOpenSize: Bool { input.hasOpenSize }

    /// The input's size for a picture of this shape (width to height): the graph's own, or where that is open about as
    /// many samples as ``size``, in sides that the family's strides divide, so that nothing is wasted on padding.
    package func inputSize(aspect: Double) -> InputSize {
        guard hasOpenSize, aspect.isFinite, aspect > 0 else { return size }
        let multiple = Double(family.defaults.multiple)
        let bounded = min(max(aspect, 1 / 3), 3)
        let width = max(1, (Double(size.area) * bounded).squareRoot() / multiple).rounded()
        let height = max(1, width / bounded).rounded()
        return InputSize(width: Int(width * multiple), height: Int(height * multiple))
    }

    /// The settings' list, the metadata's, a file's beside the model (`MODEL.names`, or `coco.names` where the count
    /// fits), the family's, COCO's where the count fits, and in the end numbers.
    private static func labels(
        _ family: any ModelFamily, _ settings: ModelSettings, _ properties: ModelProperties,
        _ neighbours: ModelNeighbours
    ) throws(DetectionError) -> ([String], source: String) {
        let count = family.labelCount
        let said = try properties.labels()
        let named: [(labels: [String]?, source: String)] = [
            (settings.labels, "the settings"), (said?.labels, said?.source ?? ""),
            (neighbours.labels, "the .names file beside the model"),
        ]
        for case (let labels?, let source) in named {
            guard count == nil || labels.count == count else {
                throw .labelCount(named: labels.count, scored: count ?? 0, source: source)
            }
            return (Labels.canonical(labels), source)
        }
        if let shared = neighbours.sharedLabels, shared.count == count {
            return (Labels.canonical(shared), "coco.names beside the model")
        }
        if let labels = family.defaults.labels, count == nil || labels.count == count {
            return (labels, "the family's default")
        }
        guard let count, count != Labels.coco.count else { return (Labels.coco, "COCO's list, by default") }
        return ((0..<count).map { "label \($0)" }, "none found: the labels are numbered")
    }
}

/// What a configuration may say of a model; nil leaves it to the model.
package struct ModelSettings: Hashable, Sendable {
    package var family: String?
    package var labels: [String]?

    /// For graphs that leave the input's size open.
    package var size: InputSize?

    package init(family: String? = nil, labels: [String]? = nil, size: InputSize? = nil) {
        self.family = family
        self.labels = labels
        self.size = size
    }
}

extension ModelSignature {
    /// Runs the graph once where it leaves an output's shape open.
    fileprivate init(of model: Model, picture: PictureInput, size: InputSize) throws(DetectionError) {
        var outputs = model.outputs
        if outputs.contains(where: { $0.shape.isEmpty || $0.shape.contains(nil) }) {
            let tensors = try Session(model).results(of: InputTensors.blank(picture, size))
            outputs = outputs.map { output in
                ValueInfo(name: output.name, type: output.type, shape: tensors[output.name]?.shape ?? output.shape)
            }
        }
        self.init(inputs: model.inputs, outputs: outputs, metadata: model.metadata, size: size)
    }
}

extension Session {
    func results(of inputs: [String: Tensor]) throws(DetectionError) -> [String: Tensor] {
        do throws(InferenceError) { return try run(inputs) } catch { throw .inference(error) }
    }
}
