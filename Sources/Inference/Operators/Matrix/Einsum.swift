/// `Einsum`: sums of products of elements, as an equation of index letters says ("bij,bjk->bik").
struct Einsum: Operator {
    private let equation: EinsumEquation

    init(_ attributes: Attributes) throws(OperatorError) {
        equation = try EinsumEquation(attributes.string("equation", default: ""))
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        var all: [Operand] = []
        for index in operands.indices { all.append(try operands.required(index)) }
        guard let type = all.first?.type, all.allSatisfy({ $0.type == type }), let number = type.number else {
            throw OperatorError("operands of different types")
        }
        return .kernel(sums(try EinsumIndices(equation, all.map(\.shape)), type, number))
    }

    private func sums<T: NumberElement>(_ indices: EinsumIndices, _ type: ElementType, _: T.Type) -> Kernel {
        let result = TensorType(type: type, shape: indices.result)
        let operands = indices.starts.count
        var kernel = Kernel(results: [result]) { _, _ in
            { memory in
                let out = unsafe memory.pointer(operands, as: T.self)
                for place in 0..<result.count {
                    var sum = 0.0
                    for step in 0..<indices.terms {
                        var product = 1.0
                        for operand in 0..<operands {
                            let from = indices.starts[operand][place] + indices.steps[operand][step]
                            unsafe product *= memory.pointer(operand, as: T.self)[from].asDouble
                        }
                        sum += product
                    }
                    unsafe out[place] = T(rounding: sum)
                }
            }
        }
        kernel.multiplyAdds = saturatingProduct(result.count, indices.terms, operands)
        kernel.tableBytes = saturatingProduct(operands, result.count + indices.terms, MemoryLayout<Int>.size)
        return kernel
    }
}

/// The letters of each operand and of the result; an ellipsis is a letter of its own, "." for its last dimension.
struct EinsumEquation: Sendable {
    let operands: [[Character]]
    /// nil: in alphabetical order all letters that stand only once.
    let result: [Character]?

    init(_ text: String) throws(OperatorError) {
        let plain = text.filter { $0 != " " }
        let sides = plain.split(separator: ">", omittingEmptySubsequences: false)
        let left = sides[0].hasSuffix("-") ? sides[0].dropLast() : sides[0]
        guard sides.count <= 2, sides.count == 1 || sides[0].hasSuffix("-") else {
            throw OperatorError("the equation \(text)")
        }
        var operands: [[Character]] = []
        for part in left.split(separator: ",", omittingEmptySubsequences: false) {
            operands.append(try EinsumEquation.letters(part))
        }
        self.operands = operands
        result = sides.count == 2 ? try EinsumEquation.letters(sides[1]) : nil
    }

    private static func letters(_ part: Substring) throws(OperatorError) -> [Character] {
        let letters = Array(part)
        guard let first = letters.firstIndex(of: ".") else { return try checked(letters) }
        guard letters[first...].prefix(3).elementsEqual("...") else { throw OperatorError("the term \(part)") }
        return try checked(Array(letters[..<first])) + ["."] + checked(Array(letters[(first + 3)...]))
    }

    private static func checked(_ letters: [Character]) throws(OperatorError) -> [Character] {
        guard letters.allSatisfy({ $0.isASCII && $0.isLetter }) else { throw OperatorError("the term \(letters)") }
        return letters
    }
}

/// Where the factors of each sum lie.
struct EinsumIndices {
    let result: [Int]
    /// For each operand and element of the result, where its first factor lies; and how far from there the others do.
    let starts: [[Int]]
    let steps: [[Int]]
    /// Products of each sum.
    let terms: Int

    init(_ equation: EinsumEquation, _ shapes: [[Int]]) throws(OperatorError) {
        guard equation.operands.count == shapes.count else {
            throw OperatorError("\(shapes.count) operands for \(equation.operands.count) terms")
        }
        // An ellipsis stands for the dimensions that no letter names, the last of them first: "0" to "9".
        let names = try zip(equation.operands, shapes).map { letters, shape throws(OperatorError) in
            try EinsumIndices.expanded(letters, rank: shape.count)
        }
        var extents: [Character: Int] = [:]
        for (letters, shape) in zip(names, shapes) {
            for (letter, extent) in zip(letters, shape) {
                let known = extents[letter] ?? 1
                guard known == extent || known == 1 || (extent == 1 && letter.isNumber) else {
                    throw OperatorError("\(letter) is \(known) and \(extent)")
                }
                extents[letter] = max(known, extent)
                if extent == 0 || known == 0 { extents[letter] = 0 }
            }
        }
        let ellipsis = extents.keys.filter(\.isNumber).sorted(by: >)
        let shown = try EinsumIndices.shown(equation, names, ellipsis, extents)
        let summed = extents.keys.filter { !shown.contains($0) }.sorted()
        result = shown.map { extents[$0] ?? 1 }
        let inner = summed.map { extents[$0] ?? 1 }
        _ = try checkedCount(result)
        terms = try checkedCount(inner)
        var starts: [[Int]] = [], steps: [[Int]] = []
        for (letters, shape) in zip(names, shapes) {
            let strides = Layout.rowMajor(shape).strides
            func stride(_ letter: Character) -> Int {
                zip(letters, zip(shape, strides)).reduce(0) { $0 + ($1.0 == letter && $1.1.0 != 1 ? $1.1.1 : 0) }
            }
            starts.append(offsets(result, shown.map(stride)))
            steps.append(offsets(inner, summed.map(stride)))
        }
        (self.starts, self.steps) = (starts, steps)
    }

    private static func expanded(_ letters: [Character], rank: Int) throws(OperatorError) -> [Character] {
        guard let place = letters.firstIndex(of: ".") else {
            guard letters.count == rank else { throw OperatorError("\(letters.count) letters for \(rank) dimensions") }
            return letters
        }
        let count = rank - (letters.count - 1)
        guard count >= 0, count < 10 else { throw OperatorError("\(letters.count - 1) letters for \(rank) dimensions") }
        let digits = (0..<count).reversed().map { Character(String($0)) }
        return Array(letters[..<place]) + digits + Array(letters[(place + 1)...])
    }

    private static func shown(
        _ equation: EinsumEquation, _ names: [[Character]], _ ellipsis: [Character], _ extents: [Character: Int]
    ) throws(OperatorError) -> [Character] {
        guard let result = equation.result else {
            let all = names.flatMap { $0 }
            return ellipsis
                + extents.keys.filter { letter in
                    letter.isLetter && all.filter { $0 == letter }.count == 1
                }.sorted()
        }
        let shown = result.flatMap { $0 == "." ? ellipsis : [$0] }
        guard Set(shown).count == shown.count, shown.allSatisfy({ extents[$0] != nil }) else {
            throw OperatorError("a result of \(String(result))")
        }
        return shown
    }
}
