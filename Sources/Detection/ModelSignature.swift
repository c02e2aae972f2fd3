package import Inference

/// What a graph says of itself: all that a family is recognised by.
package struct ModelSignature: Sendable {
    package let inputs: [ValueInfo]

    /// With the shapes of a first run where the file leaves a side open.
    package let outputs: [ValueInfo]
    package let metadata: [String: String]

    /// The input's size, the file's own or the one chosen for it.
    package let size: InputSize

    package init(inputs: [ValueInfo], outputs: [ValueInfo], metadata: [String: String], size: InputSize) {
        self.inputs = inputs
        self.outputs = outputs
        self.metadata = metadata
        self.size = size
    }

    /// The one output, where there is one only, with its shape after the batch's side.
    package var onlyOutput: (name: String, shape: [Int])? {
        guard outputs.count == 1, let shape = shape(of: outputs[0].name) else { return nil }
        return (outputs[0].name, shape)
    }

    /// A shape without the leading batch side, which must be 1; nil where a side is open or the output absent.
    package func shape(of output: String) -> [Int]? {
        guard let info = outputs.first(where: { $0.name == output }), info.shape.first == 1 else { return nil }
        let sides = info.shape.dropFirst().compactMap { $0 }
        return sides.count == info.shape.count - 1 ? sides : nil
    }

    /// The outputs whose shapes, the batch's side left out, are known and pass the test.
    package func outputs(where fits: ([Int]) -> Bool) -> [(name: String, shape: [Int])] {
        outputs.compactMap { output in
            guard let shape = shape(of: output.name), fits(shape) else { return nil }
            return (output.name, shape)
        }
    }

    /// How many labels the metadata name, with ultralytics' key or ours.
    package var namedLabels: Int? {
        (metadata["labels"] ?? metadata["names"]).flatMap(Labels.parse)?.count
    }

    /// How many anchors a head with one anchor a cell has over these strides.
    package func cells(strides: [Int]) -> Int { Grid.levels(size, strides: strides).reduce(0) { $0 + $1.count } }
}

/// One level of a dense head: its cells lie row by row.
package struct Grid: Hashable, Sendable {
    package let stride: Int
    package let columns: Int
    package let rows: Int

    package var count: Int { columns * rows }

    /// A side that is no multiple of the stride has one more cell, as padded convolutions make it.
    package static func levels(_ size: InputSize, strides: [Int]) -> [Grid] {
        strides.map { stride in
            Grid(
                stride: stride, columns: (size.width + stride - 1) / stride, rows: (size.height + stride - 1) / stride)
        }
    }
}

extension ValueInfo {
    /// As messages show it: `boxes 1×4420×4`, with `?` for an open side.
    package var summary: String {
        name + " " + shape.map { $0.map(String.init) ?? "?" }.joined(separator: "×")
    }
}
