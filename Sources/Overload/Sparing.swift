import Synchronization

/// What one camera gives up now: set by whoever watches the load, read by the camera's thread and by the worker that has
/// the camera, from one frame to the next.
package final class Sparing: Sendable {
    /// How many steps are taken; they are always taken in their order.
    private let count = Atomic(0)

    package init() {}

    /// Whether a step is taken.
    package func includes(_ step: ShedStep) -> Bool {
        ShedStep.allCases.prefix(count.load(ordering: .relaxed)).contains(step)
    }

    /// The steps that are taken, mildest first.
    package var steps: [ShedStep] { Array(ShedStep.allCases.prefix(count.load(ordering: .relaxed))) }

    /// Takes so many steps from now on; see ``LoadShedder/steps(_:)``.
    package func take(_ steps: [ShedStep]) {
        count.store(steps.count, ordering: .relaxed)
    }
}
