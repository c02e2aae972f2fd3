/// What a model says of itself beyond its graph: its metadata, and a text file beside it (`MODEL.properties` for
/// `MODEL.onnx`, a `key: value` a line, `#` begins a comment) for models that say nothing. Metadata go first.
///
/// | key | value |
/// |---|---|
/// | `family` | a family's name |
/// | `labels` | see ``Labels/parse(_:)``; ultralytics' `names` is read too |
/// | `size` | `WIDTHxHEIGHT`, for graphs that leave it open; ultralytics' `imgsz`, `[height, width]`, is read too |
/// | `channels` | `rgb` or `bgr` |
/// | `mean`, `scale` | three numbers, or one for all channels, for values from 0 to 255 |
/// | `fit` | `stretch`, `letterbox` (free space right and below) or `letterbox-centred` |
/// | `letterbox` | the fill's value, 0 to 255 |
/// | `overlap` | 0 to 1, the suppression's IoU |
/// | `thresholds` | the default lowest score: one number, or `{"label": score}` |
///
/// Our own keys are plain words, so in metadata they count only beside a `family` that is ours.
struct ModelProperties {
    private let own: [String: String]
    private let foreign: [String: String]
    private let file: [String: String]

    init(metadata: [String: String], file: [String: String]) {
        let isOurs = metadata["family"].map(ModelFamilies.names.contains) ?? false
        own = isOurs ? metadata : [:]
        foreign = metadata
        self.file = file
    }

    /// A value, and where it was found, in words.
    struct Value {
        let text: String
        let source: String
    }

    func value(_ key: String, ultralytics: String? = nil) -> Value? {
        if let text = own[key] { return Value(text: text, source: "the model's metadata (\(key))") }
        if let key = ultralytics, let text = foreign[key] {
            return Value(text: text, source: "the model's metadata (\(key))")
        }
        return file[key].map { Value(text: $0, source: "the properties file (\(key))") }
    }

    /// One number for all, or one each.
    func numbers(_ key: String, count: Int) throws(DetectionError) -> [Float]? {
        guard let value = value(key) else { return nil }
        let parts = value.text.split { " ,;[]()".contains($0) }
        let numbers = parts.compactMap { Float($0) }.filter(\.isFinite)
        guard numbers.count == parts.count, numbers.count == 1 || numbers.count == count else {
            throw .metadata(key: key, value: value.text, expected: count == 1 ? "a number" : "one number, or \(count)")
        }
        return numbers.count == count ? numbers : [Float](repeating: numbers[0], count: count)
    }

    /// A size for a graph that leaves it open.
    func size() throws(DetectionError) -> InputSize? {
        guard let value = value("size", ultralytics: "imgsz") else { return nil }
        let sides = value.text.split { " ,x×[]()".contains($0) }.compactMap { Int($0) }
        guard (1...2).contains(sides.count), sides.allSatisfy({ (16...8192).contains($0) }) else {
            throw .metadata(key: "size", value: value.text, expected: "WIDTHxHEIGHT, each 16 to 8192")
        }
        let isHeightFirst = !value.text.contains("x") && !value.text.contains("×")
        let (first, last) = (sides[0], sides[sides.count - 1])
        return isHeightFirst ? InputSize(width: last, height: first) : InputSize(width: first, height: last)
    }

    /// The labels, and where they were found.
    func labels() throws(DetectionError) -> (labels: [String], source: String)? {
        guard let value = value("labels", ultralytics: "names") else { return nil }
        guard let labels = Labels.parse(value.text) else {
            throw .metadata(key: "labels", value: value.text, expected: "[\"person\", …] or {0: 'person', …}")
        }
        return (labels, value.source)
    }

    /// The lowest scores, label by label; nil for a label of which nothing is said.
    func thresholds(_ labels: [String]) throws(DetectionError) -> [Float?] {
        guard let value = value("thresholds") else { return labels.map { _ in nil } }
        if let all = Float(value.text), (0...1).contains(all) { return labels.map { _ in all } }
        var scores: [String: Float] = [:]
        for entry in FlatLiteral.parse(value.text) ?? [] {
            if let label = entry.key, let score = Float(entry.value) { scores[label] = score }
        }
        guard !scores.isEmpty, scores.values.allSatisfy({ (0...1).contains($0) }) else {
            throw .metadata(key: "thresholds", value: value.text, expected: "a score of 0 to 1, or {\"label\": score}")
        }
        return labels.map { scores[$0] }
    }
}

extension ModelProperties {
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
        result.fit = try fit(defaults.fit)
        return result
    }

    private func fit(_ defaults: Preprocessing.Fit) throws(DetectionError) -> Preprocessing.Fit {
        var (isStretched, isCentred, fill) = (true, false, Float(114))
        if case .letterbox(let centred, let value) = defaults {
            (isStretched, isCentred, fill) = (false, centred, value)
        }
        if let value = try numbers("letterbox", count: 1) { (isStretched, fill) = (false, value[0]) }
        switch value("fit")?.text {
        case nil: break
        case "stretch": isStretched = true
        case "letterbox": (isStretched, isCentred) = (false, false)
        case "letterbox-centred": (isStretched, isCentred) = (false, true)
        case let other?:
            throw .metadata(key: "fit", value: other, expected: "stretch, letterbox or letterbox-centred")
        }
        return isStretched ? .stretch : .letterbox(centred: isCentred, fill: fill)
    }
}
