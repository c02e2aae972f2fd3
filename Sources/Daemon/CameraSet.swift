import Events
import Ingest
import Logging
import Settings
import Synchronization
import Threads

/// The cameras that are watched: they come, go and change while the others go on.
///
/// A change has two halves: ``prepare(_:_:)`` may fail and changes nothing, ``commit(_:emit:)`` changes and cannot fail.
final class CameraSet: Sendable {
    private struct State {
        var cameras: [RunningCamera] = []

        /// Threads of cameras that are watched no longer, and may still be busy with their libraries.
        var leaving: [BlockingThread] = []
    }

    private let maker: CameraMaker
    private let state = Mutex(State())

    /// How long a worker may take for the frame that it has when its camera's settings change.
    private static let turn = Duration.seconds(2)

    /// How long a camera's old connection may take to end before the new one begins: some allow only one.
    private static let farewell = Duration.seconds(5)

    init(_ maker: CameraMaker) {
        self.maker = maker
    }

    /// What is to become of the set.
    struct Plan: Sendable {
        fileprivate var stopping: [String] = []
        fileprivate var reconnecting: [RunningCamera] = []
        fileprivate var adjusting: [Configuration.Camera] = []
        fileprivate var starting: [RunningCamera] = []

        /// Names in the new configuration's order.
        fileprivate let order: [String]
    }

    /// - Parameter cameras: all that are to be watched.
    /// - Throws: ``DaemonError`` for an address that is none.
    func prepare(
        _ changes: Configuration.Changes, _ cameras: [Configuration.Camera]
    ) throws(DaemonError) -> Plan {
        var plan = Plan(order: cameras.map(\.name))
        plan.stopping = changes.removed
        for camera in cameras {
            if changes.added.contains(camera.name) {
                plan.starting.append(try maker.camera(camera))
            } else if let change = changes.changed.first(where: { $0.name == camera.name }) {
                if change.needsConnection {
                    plan.reconnecting.append(try maker.camera(camera, accounts: accounts(of: camera.name)))
                } else {
                    plan.adjusting.append(camera)
                }
            }
        }
        return plan
    }

    /// - Parameter emit: takes what ends with the cameras that go or change.
    func commit(_ plan: Plan, emit: ([Event]) -> Void) {
        for name in plan.stopping { stop(name, emit) }
        for camera in plan.reconnecting { reconnect(camera, emit) }
        for settings in plan.adjusting { adjust(settings, emit) }
        for camera in plan.starting { start(camera, after: nil) }
        state.withLock { state in
            state.cameras.sort { plan.order.firstIndex(of: $0.name) ?? 0 < plan.order.firstIndex(of: $1.name) ?? 0 }
            state.leaving.removeAll { $0.join(timeout: .zero) }
        }
    }

    /// In the configuration's order.
    var watched: [WatchedCamera] { state.withLock { $0.cameras.map(\.watched) } }

    var running: [RunningCamera] { state.withLock { $0.cameras } }

    /// Tells every camera's thread to end; ``join(until:)`` waits for them.
    func stopStreams() {
        for camera in state.withLock({ $0.cameras }) { camera.stream.stop() }
    }

    /// Libraries dislike threads that still decode while the process ends.
    func join(until end: ContinuousClock.Instant) {
        let threads = state.withLock { $0.cameras.compactMap(\.thread) + $0.leaving }
        for thread in threads { _ = thread.join(timeout: max(.zero, end - .now)) }
    }

    private func accounts(of name: String) -> CameraAccounts? { running(name)?.accounts }

    private func running(_ name: String) -> RunningCamera? {
        state.withLock { $0.cameras.first { $0.name == name } }
    }
}

// MARK: - One camera at a time

extension CameraSet {
    private func stop(_ name: String, _ emit: ([Event]) -> Void) {
        guard let camera = running(name) else { return }
        camera.stream.stop()
        if retire(camera) { emit(camera.watched.finish()) }
        leave(camera)
    }

    private func reconnect(_ camera: RunningCamera, _ emit: ([Event]) -> Void) {
        guard let old = running(camera.name) else { return }
        old.stream.stop()
        if retire(old) { emit(old.watched.handOver(disconnecting: true)) }
        leave(old)
        start(camera, after: old.thread)
    }

    private func adjust(_ settings: Configuration.Camera, _ emit: ([Event]) -> Void) {
        guard let old = running(settings.name) else { return }
        let isBack = retire(old)
        if isBack { emit(old.watched.handOver(disconnecting: false)) }
        let camera = maker.camera(settings, continuing: old, after: isBack ? old.watched : nil)
        state.withLock { state in
            guard let place = state.cameras.firstIndex(where: { $0.name == camera.name }) else { return }
            state.cameras[place] = camera
        }
        camera.feed.listen(camera.watched)
    }

    /// - Parameter predecessor: the thread that had the camera's connection before.
    private func start(_ camera: RunningCamera, after predecessor: BlockingThread?) {
        var camera = camera
        camera.feed.listen(camera.watched)
        let stream = camera.stream
        camera.thread = BlockingThread(name: stream.name) {
            _ = predecessor?.join(timeout: Self.farewell)
            stream.run()
        }
        state.withLock { [camera] in $0.cameras.append(camera) }
    }

    private func leave(_ camera: RunningCamera) {
        state.withLock { state in
            state.cameras.removeAll { $0.name == camera.name }
            if let thread = camera.thread { state.leaving.append(thread) }
        }
    }

    /// Takes a camera from the workers.
    ///
    /// - Returns: false where one is stuck with it; then nobody but that one may touch it any more.
    private func retire(_ camera: RunningCamera) -> Bool {
        camera.feed.listen(nil)
        if maker.queue.withdraw(camera.watched, within: Self.turn) { return true }
        maker.logger.error(
            "a worker is stuck with a camera; its open objects are not told as ended",
            metadata: ["camera": "\(camera.name)"])
        return false
    }
}
