import Geometry

/// What was seen at one moment, and what of it no object has claimed yet.
struct Sighting {
    enum Strength { case strong, weak }

    let observations: [Observation]
    let seconds: Double
    private var strengths: [Strength?]

    init(_ observations: [Observation], at seconds: Double, options: Tracker.Options) {
        self.observations = observations
        self.seconds = seconds
        strengths = observations.map { observation in
            guard observation.isProper, observation.score >= options.weakScore else { return nil }
            return observation.score >= options.strongScore ? .strong : .weak
        }
    }

    /// The indices of observations of this strength that are still to be had, in the order given.
    func free(_ strength: Strength) -> [Int] {
        strengths.indices.filter { strengths[$0] == strength }
    }

    /// Whether no other observation hides a good part of this one.
    func isClear(_ index: Int) -> Bool {
        let box = observations[index].box
        return !observations.indices.contains {
            $0 != index && box.covered(by: observations[$0].box) > 0.2
        }
    }

    mutating func claim(_ index: Int) { strengths[index] = nil }
}
