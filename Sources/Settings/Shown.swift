/// A setting as it is in force, for people and the API: defaults filled in, secrets masked.
package indirect enum Shown: Equatable, Sendable {
    /// Not set.
    case nothing
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([Shown])
    case mapping([Pair])

    package struct Pair: Equatable, Sendable {
        package let key: String
        package let value: Shown
    }
}

extension Shown: Encodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .nothing:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .flag(let flag):
            var container = encoder.singleValueContainer()
            try container.encode(flag)
        case .number(let number):
            var container = encoder.singleValueContainer()
            try Int(exactly: number).map { try container.encode($0) } ?? container.encode(number)
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .list(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(item) }
        case .mapping(let pairs):
            var container = encoder.container(keyedBy: Name.self)
            for pair in pairs { try container.encode(pair.value, forKey: Name(stringValue: pair.key)) }
        }
    }
}

/// What stands in the place of a secret.
let maskedSecret = "<secret>"

/// Something that the file has under a name of the operator's choice.
package protocol Named {
    var name: String { get }
}

extension Section {
    /// All keys with the values in force.
    var shown: Shown {
        .mapping(
            Self.keys.compactMap { key in
                let value = key.shown(self)
                return value == .nothing ? nil : Shown.Pair(key: key.name, value: value)
            })
    }

    /// The keys whose values differ, in the documentation's order.
    func keysChanged(to other: Self) -> [String] {
        Self.keys.filter { !$0.isSame(self, other) }.map(\.name)
    }
}

extension Configuration {
    /// The configuration in force; no part of it is secret.
    package var masked: Shown { shown }

    /// The same with only some of its cameras.
    package func masked(showing isShown: (String) -> Bool) -> Shown {
        var configuration = self
        configuration.cameras.removeAll { !isShown($0.name) }
        return configuration.shown
    }
}
