import ArgumentParser
import Detection
import Inference

/// The shapes to work with where a model leaves them open.
struct ModelShapes: ParsableArguments {
    @Option(help: ArgumentHelp("The picture's size, where the model leaves it open.", valueName: "WIDTHxHEIGHT"))
    var size: InputSize?

    @Option(
        help: ArgumentHelp(
            "An input's whole shape, such as images=1x3x416x416; the name may be left out where there is one input.",
            valueName: "NAME=SHAPE"))
    var shape: [NamedShape] = []

    /// Every input's shape: asked for, the model's own, or that of a picture of `size`.
    ///
    /// - Returns: nil in place of a shape that stays open.
    func resolved(for inputs: [ValueInfo], picture: InputSize?) throws -> [(info: ValueInfo, shape: [Int]?)] {
        for asked in shape {
            guard asked.name == nil ? inputs.count == 1 : inputs.contains(where: { $0.name == asked.name }) else {
                let names = inputs.map(\.name).joined(separator: ", ")
                throw ValidationError("--shape \(asked.text): name one of the model's inputs: \(names)")
            }
        }
        return inputs.map { info in
            let asked = shape.first { $0.name == nil || $0.name == info.name }?.sides
            return (info, asked ?? info.shape(picture: size ?? picture))
        }
    }
}

struct NamedShape: ExpressibleByArgument {
    let text: String
    let name: String?
    let sides: [Int]

    /// As large as one tensor may be in a model.
    private static let most = 1 << 28

    init?(argument: String) {
        text = argument
        let equals = argument.lastIndex(of: "=")
        name = equals.map { String(argument[..<$0]) }
        let shape = equals.map { argument[argument.index(after: $0)...] } ?? argument[...]
        let parts = shape.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        sides = parts.compactMap { $0 }
        var count = 1
        for side in sides {
            guard (1...Self.most).contains(side), count <= Self.most / side else { return nil }
            count *= side
        }
        guard sides.count == parts.count, (1...8).contains(sides.count) else { return nil }
    }
}

extension ValueInfo {
    /// A batch is 1; a picture's sides are `picture`'s; nil where anything else is open.
    fileprivate func shape(picture: InputSize?) -> [Int]? {
        var sides = shape
        if sides.count > 1, sides[0] == nil { sides[0] = 1 }
        if sides.count == 4, let picture {
            let isInterleaved = sides[1] != 3 && sides[3] == 3
            if !isInterleaved { sides[1] = sides[1] ?? 3 }
            let (height, width) = isInterleaved ? (1, 2) : (2, 3)
            sides[height] = sides[height] ?? picture.height
            sides[width] = sides[width] ?? picture.width
        }
        let known = sides.compactMap { $0 }
        return known.count == sides.count ? known : nil
    }
}

extension Tensor {
    /// Floats between 0 and 1 that any language makes alike: element i is (i · 2654435761 mod 2³²) / 2³². Zeros for
    /// other types, which are indices and sizes.
    static func sequence(_ type: ElementType, _ shape: [Int]) -> Tensor {
        guard type == .float32 else { return Tensor(type: type, shape: shape) }
        return Tensor.floats(shape: shape) { floats in
            for index in floats.indices {
                floats[index] = Float(UInt32(truncatingIfNeeded: index) &* 2_654_435_761) / 4_294_967_296
            }
        }
    }
}
