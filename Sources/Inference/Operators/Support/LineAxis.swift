/// Which lines `Softmax` and its kin work along: one axis, by default the last; before opset 13 all dimensions from an
/// axis on, by default from the second.
struct LineAxis {
    let axis: Int
    let isFlattening: Bool

    init(_ attributes: Attributes) {
        isFlattening = attributes.opset < 13
        axis = attributes.integer("axis", default: isFlattening ? 1 : -1)
    }

    /// One axis in every opset.
    init(single axis: Int) {
        self.axis = axis
        isFlattening = false
    }
}
