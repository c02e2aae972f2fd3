import FoundationEssentials

/// Small text files beside a model.
struct ModelNeighbours {
    /// The model's path.
    let model: String

    /// What is longer is none of ours.
    private static let limit = 1 << 20

    /// `MODEL.properties` as keys and values.
    var properties: [String: String] {
        var values: [String: String] = [:]
        for line in (text(stem + ".properties") ?? "").split(whereSeparator: \.isNewline) {
            let content = line.prefix { $0 != "#" }
            guard let colon = content.firstIndex(of: ":") else { continue }
            values[content[..<colon].trimmed] = content[content.index(after: colon)...].trimmed
        }
        return values
    }

    /// The labels in `MODEL.names`.
    var labels: [String]? { text(stem + ".names").flatMap(Labels.parse) }

    /// The labels in `coco.names` in the model's folder.
    var sharedLabels: [String]? {
        let folder = model.lastIndex(of: "/").map { model[...$0] } ?? ""
        return text(folder + "coco.names").flatMap(Labels.parse)
    }

    private var stem: String { model.hasSuffix(".onnx") ? String(model.dropLast(5)) : model }

    private func text(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.limit else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
