import Synchronization

/// What the cameras see, kept while one broker's sink takes over from another: a camera that goes on is not told of anew.
package final class StateMemory: Sendable {
    private let kept = Mutex(CameraStates())

    package init() {}

    var states: CameraStates {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
