import Synchronization

/// What one camera gives up now: set by whoever watches the load, read by the camera's thread and by the worker that has
/// the camera, from one frame to the next.
package final class Sparing: Sendable {
    /// How many steps are taken; they are always taken in their order.
    private let count = Atomic(0)

    package init() {}

    /// Whether a step is taken. Cheap: it is asked for each packet.
    package func includes(_ step: ShedStep) -> Bool { step.place <= count.load(ordering: .relaxed) }

    /// The steps that are taken, mildest first.
    package var steps: [ShedStep] { Array(ShedStep.allCases.prefix(count.load(ordering: .relaxed))) }

    /// Takes so many steps from now on; see ``LoadShedder/steps(_:)``.
    package func take(_ steps: [ShedStep]) {
        count.store(steps.count, ordering: .relaxed)
    }
}
