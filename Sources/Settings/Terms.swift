extension Configuration {
    /// What all rules have in common: which objects they are about, and when they are told of.
    package struct Terms: Equatable, Sendable {
        /// nil for all.
        package var labels: [String]?
        /// How well an object must have been seen at its best.
        package var score = 0.0
        /// Of an object's box, as shares of the picture's area.
        package var area = 0.0...1.0
        package var schedule: Schedule?
        package var coolDown = Duration.zero

        package init() {}
    }
}

/// A section with the keys that all rules have.
protocol Ruled: Section {
    var terms: Configuration.Terms { get set }
}

extension Ruled {
    /// Of things that nobody knows the name of.
    static func thingTermKeys() -> [Key<Self>] {
        termKeys(labels: "").filter { $0.name != "labels" && $0.name != "score" }
    }

    /// - Parameter labels: what `labels` is about, as a sentence.
    static func termKeys(labels: String) -> [Key<Self>] {
        [
            Key("labels", \.terms.labels, .someLabels, labels),
            Key("score", \.terms.score, .number(0...1), "How well an object must have been seen at its best to count."),
            Key("area", \.terms.area, .shares, "How large its box must be, as shares of the picture's area."),
            Key("schedule", \.terms.schedule, .optional(.schedule), scheduleSummary),
            Key("cool_down", \.terms.coolDown, .coolDown, coolDownSummary),
        ]
    }
}

extension Kind where Value == ClosedRange<Double> {
    /// Two shares, the least and the most.
    static var shares: Kind {
        let allowed = "[least, most], each a share of the picture from 0 to 1"
        return Kind(allowed: allowed) { node, _, reader in
            guard let nodes = reader.items(node, allowed) else { return nil }
            let number = Kind<Double>.number(0...1)
            guard nodes.count == 2 else {
                reader.fail(node, "\(node.shownPath) has \(nodes.count) numbers; allowed: \(allowed)")
                return nil
            }
            let numbers = nodes.compactMap { number.read($0, nil, reader) }
            guard numbers.count == 2 else { return nil }
            guard numbers[0] <= numbers[1] else {
                reader.fail(node, "\(node.shownPath) lets nothing through: the least is above the most")
                return nil
            }
            return numbers[0]...numbers[1]
        } show: { range in
            "[\(short(range.lowerBound)), \(short(range.upperBound))]"
        } reveal: { range in
            .list([.number(range.lowerBound), .number(range.upperBound)])
        }
    }
}

extension Kind where Value == Double {
    /// A speed with its unit, in metres per second: `30 km/h`, `8 m/s`, `20 mph`.
    static var speed: Kind {
        let units = [("km/h", 1 / 3.6), ("m/s", 1.0), ("mph", 0.44704)]
        let allowed = "a speed with its unit (km/h, m/s, mph), 0.1 m/s to 100 m/s"
        return Kind(allowed: allowed) { node, _, reader in
            let text = node.scalar ?? ""
            let number = text.prefix { "0123456789.".contains($0) }
            let name = text.dropFirst(number.count).drop { $0 == " " }
            if let value = decimalNumber(String(number)), let unit = units.first(where: { $0.0 == name }),
                (0.1...100).contains(value * unit.1)
            {
                return value * unit.1
            }
            reader.refuse(node, allowed, name.isEmpty && !number.isEmpty ? "write `\(number) km/h`" : nil)
            return nil
        } show: {
            "\(short(($0 * 3600).rounded() / 1000)) km/h"
        } reveal: {
            .text("\(short(($0 * 3600).rounded() / 1000)) km/h")
        }
    }
}
