import FoundationEssentials

/// What a model says of itself beyond its graph: its metadata, and a text file beside it (`MODEL.properties` for
/// `MODEL.onnx`, a `key: value` a line, `#` begins a comment) for models that say nothing.
///
/// In metadata our own keys begin with `vedette.`; in the file they stand alone:
///
/// | key | value |
/// |---|---|
/// | `family` | a family's name |
/// | `names` | the labels, see ``Labels/parse(_:)``; ultralytics' own key, without the prefix, is read too |
/// | `size` | `WIDTHxHEIGHT`, for graphs that leave it open; ultralytics' `imgsz`, `[height, width]`, is read too |
/// | `channels` | `rgb` or `bgr` |
/// | `mean`, `scale` | three numbers, or one for all channels, for values from 0 to 255 |
/// | `fit`, `fill` | `stretch`, `letterbox` (free space right and below) or `letterbox-centred`; the fill's value |
/// | `overlap` | 0 to 1, the suppression's IoU |
/// | `scores` | the default lowest score, one for all labels or one each |
struct ModelProperties {
    private let metadata: [String: String]
    private let file: [String: String]

    init(metadata: [String: String], file: [String: String]) {
        self.metadata = metadata
        self.file = file
    }

    /// A value, and where it was found, in words.
    struct Value {
        let text: String
        let source: String
    }

    func value(_ key: String, foreign: String? = nil) -> Value? {
        for name in ["vedette." + key] + (foreign.map { [$0] } ?? []) {
            if let text = metadata[name] { return Value(text: text, source: "the model's metadata (\(name))") }
        }
        return file[key].map { Value(text: $0, source: "the properties file (\(key))") }
    }

    /// One number for all, or one each.
    func numbers(_ key: String, count: Int) throws(DetectionError) -> [Float]? {
        guard let value = value(key) else { return nil }
        let parts = value.text.split { " ,;[]()".contains($0) }
        let numbers = parts.compactMap { Float($0) }.filter(\.isFinite)
        guard numbers.count == parts.count, numbers.count == 1 || numbers.count == count else {
            throw .metadata(key: key, value: value.text, expected: "one number, or \(count)")
        }
        return numbers.count == count ? numbers : [Float](repeating: numbers[0], count: count)
    }

    /// A size of a graph that leaves it open.
    func size() throws(DetectionError) -> InputSize? {
        guard let value = value("size", foreign: "imgsz") else { return nil }
        let sides = value.text.split { " ,x×[]()".contains($0) }.compactMap { Int($0) }
        guard (1...2).contains(sides.count), sides.allSatisfy({ (16...8192).contains($0) }) else {
            throw .metadata(key: "size", value: value.text, expected: "WIDTHxHEIGHT, each 16 to 8192")
        }
        let isForeign = !value.text.contains("x") && !value.text.contains("×")
        return isForeign
            ? InputSize(width: sides[sides.count - 1], height: sides[0])
            : InputSize(width: sides[0], height: sides[sides.count - 1])
    }

    /// The family's defaults, changed by what the properties say.
    func preprocessing(_ defaults: Preprocessing) throws(DetectionError) -> Preprocessing {
        var result = defaults
        if let value = value("channels") {
            guard let channels = Preprocessing.Channels(rawValue: value.text.lowercased()) else {
                throw .metadata(key: "channels", value: value.text, expected: "rgb or bgr")
            }
            result.channels = channels
        }
        if let mean = try numbers("mean", count: 3) { result.mean = SIMD3(mean) }
        if let scale = try numbers("scale", count: 3) { result.scale = SIMD3(scale) }
        if let fit = try fit(defaults.fit) { result.fit = fit }
        return result
    }

    private func fit(_ defaults: Preprocessing.Fit) throws(DetectionError) -> Preprocessing.Fit? {
        var fill: Float = 114
        if case .letterbox(_, let value) = defaults { fill = value }
        if let named = try numbers("fill", count: 1) { fill = named[0] }
        switch value("fit").map(\.text) {
        case nil:
            guard case .letterbox(let centred, _) = defaults else { return nil }
            return .letterbox(centred: centred, fill: fill)
        case "stretch": return .stretch
        case "letterbox": return .letterbox(centred: false, fill: fill)
        case "letterbox-centred": return .letterbox(centred: true, fill: fill)
        case let other?:
            throw .metadata(key: "fit", value: other, expected: "stretch, letterbox or letterbox-centred")
        }
    }
}

extension ModelProperties {
    /// Reads the `key: value` lines of a properties file.
    static func parse(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let content = line.prefix { $0 != "#" }
            guard let colon = content.firstIndex(of: ":") else { continue }
            values[content[..<colon].trimmed] = content[content.index(after: colon)...].trimmed
        }
        return values
    }

    /// A small text file beside the model: `MODEL` with another ending; nil where there is none.
    static func text(beside model: String, ending: String) -> String? {
        let stem = model.hasSuffix(".onnx") ? String(model.dropLast(5)) : model
        return text(at: stem + ending)
    }

    static func text(inFolderOf model: String, named name: String) -> String? {
        let folder = model.lastIndex(of: "/").map { model[...$0] } ?? ""
        return text(at: folder + name)
    }

    private static func text(at path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
