/// `NonMaxSuppression`: for each picture and class the boxes with the best scores that overlap no better one.
struct NonMaxSuppression: Operator {
    private let isCentered: Bool
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        isCentered = attributes.flag("center_point_box")
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let boxes = try operands.known(0), scores = try operands.known(1)
        guard boxes.shape.count == 3, boxes.shape[2] == 4, scores.shape.count == 3, boxes.shape[0] == scores.shape[0],
            boxes.shape[1] == scores.shape[2], boxes.type == .float32, scores.type == .float32
        else { throw OperatorError("boxes of \(boxes.shape) and scores of \(scores.shape)") }
        let most = try operands.optionalIntegers(2)?.first ?? 0
        let overlap = try operands.optionalKnown(3)?.doubles().first ?? 0
        let threshold = try operands.optionalKnown(4)?.doubles().first
        let corners = boxes.elements(of: Float.self), numbers = scores.elements(of: Float.self)
        let (pictures, classes, count) = (scores.shape[0], scores.shape[1], scores.shape[2])
        try limits.check(work: Double(pictures * classes) * Double(count) * Double(max(min(most, count), 0)))
        var kept: [Int64] = []
        for picture in 0..<pictures {
            let all = (0..<count).map { SuppressedBox(corners, (picture * count + $0) * 4, isCentered: isCentered) }
            for label in 0..<classes {
                let first = (picture * classes + label) * count
                let order = (0..<count).filter { index in threshold.map { Double(numbers[first + index]) > $0 } ?? true
                }
                .sorted { (numbers[first + $0], $1) > (numbers[first + $1], $0) }
                for index in select(all, order, most, overlap) {
                    kept += [Int64(picture), Int64(label), Int64(index)]
                }
            }
        }
        return .constants([Tensor(kept, shape: [kept.count / 3, 3])])
    }

    private func select(_ boxes: [SuppressedBox], _ order: [Int], _ most: Int, _ overlap: Double) -> [Int] {
        var selected: [Int] = []
        for candidate in order {
            guard selected.count < most else { break }
            if !selected.contains(where: { boxes[$0].overlap(boxes[candidate]) > overlap }) {
                selected.append(candidate)
            }
        }
        return selected
    }
}

private struct SuppressedBox {
    let top: Double, left: Double, bottom: Double, right: Double

    init(_ numbers: [Float], _ first: Int, isCentered: Bool) {
        let n = numbers[first..<first + 4].map { Double($0) }
        if isCentered {
            (left, right) = (n[0] - n[2] / 2, n[0] + n[2] / 2)
            (top, bottom) = (n[1] - n[3] / 2, n[1] + n[3] / 2)
        } else {
            (top, bottom) = (min(n[0], n[2]), max(n[0], n[2]))
            (left, right) = (min(n[1], n[3]), max(n[1], n[3]))
        }
    }

    private var area: Double { (bottom - top) * (right - left) }

    func overlap(_ other: SuppressedBox) -> Double {
        let width = min(right, other.right) - max(left, other.left)
        let height = min(bottom, other.bottom) - max(top, other.top)
        guard width > 0, height > 0 else { return 0 }
        return width * height / (area + other.area - width * height)
    }
}
