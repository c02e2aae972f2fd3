package import Seeds

/// Random numbers that are the same on each run.
package typealias SeededGenerator = SplitMix64

extension SplitMix64 {
    /// Between −1 and 1, more often near 0: the sum of three uniform numbers, with a standard deviation of a third.
    package mutating func shake() -> Double {
        (0..<3).reduce(0.0) { sum, _ in sum + Double.random(in: -1...1, using: &self) } / 3
    }

    package mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &self)]
    }
}
