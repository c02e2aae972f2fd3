import Geometry

// What only single keys take.

extension Kind where Value == Configuration.Detector.Model {
    static var model: Kind {
        let allowed = "builtin, or the path of an ONNX file"
        return Kind(allowed: allowed) { node, _, reader in
            guard let text = reader.text(node, allowed) else { return nil }
            return text == "builtin" ? .builtin : reader.existingFile(text, node).map(Value.file)
        } show: {
            $0 == .builtin ? "builtin" : nil
        } reveal: {
            switch $0 {
            case .builtin: .text("builtin")
            case .file(let path): .text(path)
            }
        }
    }
}

extension Kind where Value == Configuration.Detector.Size {
    static var size: Kind {
        let allowed = "[width, height] in pixels, multiples of 32 from 32 to 4096"
        return Kind(allowed: allowed) { node, _, reader in
            guard let nodes = reader.items(node, allowed) else { return nil }
            let sides = nodes.compactMap { $0.plain.flatMap { Int($0) } }
            if nodes.count == 2, sides.count == 2, sides.allSatisfy({ $0 % 32 == 0 && (32...4096).contains($0) }) {
                return Value(width: sides[0], height: sides[1])
            }
            reader.fail(node, "\(node.shownPath) is no size; allowed: \(allowed)")
            return nil
        } reveal: {
            .list([.number(Double($0.width)), .number(Double($0.height))])
        }
    }
}

extension Kind where Value == String {
    /// A label, compared with those that the model knows once the whole file is read.
    static var label: Kind {
        let allowed = "a label that the model knows"
        return Kind(allowed: allowed) { node, _, reader in
            guard let label = reader.text(node, allowed) else { return nil }
            reader.mention(label: label, at: .init(text: label, place: node.place, parent: node.path))
            return label
        } show: {
            $0
        }
    }

    static var eventType: Kind {
        let allowed = "`*`, or an event's type that begins with `vedette.`, with `*` for any characters"
        return Kind(allowed: allowed) { node, _, reader in
            guard let text = reader.text(node, allowed) else { return nil }
            let isType = text.allSatisfy { ("a"..."z").contains($0) || "._*".contains($0) }
            if isType, text.hasPrefix("*") || text.hasPrefix("vedette.") { return text }
            let first = String(text.prefix { $0 != "." })
            let meant = editDistance(first, "vedette", limit: 2) <= 2 ? text.dropFirst(first.count + 1) : text[...]
            reader.refuse(node, allowed, isType ? "did you mean `vedette.\(meant)`?" : nil)
            return nil
        } show: {
            "\"\($0)\""
        } reveal: {
            .text($0)
        }
    }
}

extension Kind where Value == Configuration.Camera.Scores {
    /// One number for all labels, or a mapping of labels to numbers.
    static var scores: Kind {
        let number = Kind<Double>.number(0...1)
        let allowed = "`model`, \(number.allowed), or a mapping of labels and `default` to such numbers"
        return Kind(allowed: allowed) { node, base, reader in
            guard case .mapping(let pairs) = node.content else {
                guard node.scalar != nil else {
                    reader.refuse(node, allowed)
                    return nil
                }
                if node.plain == "model" { return Value() }
                guard node.plain.flatMap(Double.init) != nil else {
                    reader.refuse(node, allowed)
                    return nil
                }
                return number.read(node, nil, reader).map { Value(standard: $0) }
            }
            var scores = Value(standard: base?.standard)
            for pair in pairs {
                guard let score = number.read(pair.value, nil, reader) else { continue }
                if pair.key.text == "default" {
                    scores.standard = score
                } else {
                    scores.byLabel[pair.key.text] = score
                    reader.mention(label: pair.key.text, at: pair.key)
                }
            }
            return scores
        } show: {
            $0.standard.flatMap(number.show) ?? "model"
        } reveal: { scores in
            let standard = scores.standard.map(Shown.number) ?? .text("model")
            guard !scores.byLabel.isEmpty else { return standard }
            let labels = scores.byLabel.sorted { $0.key < $1.key }
            return .mapping(
                labels.map { Shown.Pair(key: $0.key, value: .number($0.value)) }
                    + [Shown.Pair(key: "default", value: standard)])
        }
    }
}

extension Kind where Value == Configuration.Camera {
    /// A camera without an address, which others start from.
    static var cameraDefaults: Kind {
        Kind(allowed: "a mapping with the keys of a camera") { node, _, reader in
            reader.readsDefaults = true
            defer { reader.readsDefaults = false }
            return reader.section(node, over: Value())
        }
    }
}
