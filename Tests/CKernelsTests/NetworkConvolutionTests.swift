import CKernels
import Testing

/// Each level's kernels against plain loops. (Convolutions are compared through `Inference`, which lays them out.)
@Suite("Network kernels")
struct NetworkKernelTests {
    static let levels = Array(Int32(0)...net_best_level())

    @Test("softmax sums to one and keeps the order", arguments: levels, [1, 2, 7, 16, 33, 80])
    func softmax(level: Int32, count: Int) {
        let input = (0..<count).map { Float(($0 * 37) % 11) - 5 }
        var output = [Float](repeating: 0, count: count)
        net_softmax(level, input, &output, count)
        let exponentials = input.map { Double($0).exponential }
        let sum = exponentials.reduce(0, +)
        for index in 0..<count { #expect(abs(Double(output[index]) - exponentials[index] / sum) < 1e-6) }
    }

    @Test("copies between any strides move every element", arguments: [Int32(1), 2, 4, 8])
    func copy(size: Int32) {
        let shape = [2, 3, 5, 7], count = 2 * 3 * 5 * 7
        let rowMajor = [105, 35, 7, 1], channelsLast = [105, 1, 21, 3]
        let bytes = (0..<count * Int(size)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var there = [UInt8](repeating: 0, count: bytes.count), back = there
        net_copy(size, 4, shape, bytes, rowMajor, &there, channelsLast)
        net_copy(size, 4, shape, there, channelsLast, &back, rowMajor)
        #expect(there != bytes)
        #expect(back == bytes)
    }
}

extension Double {
    /// e to this power, by the series: independent of what is tested.
    fileprivate var exponential: Double {
        var term = 1.0, sum = 1.0
        for index in 1..<60 {
            term *= (self / 16) / Double(index)
            sum += term
        }
        return (0..<4).reduce(sum) { value, _ in value * value }
    }
}
