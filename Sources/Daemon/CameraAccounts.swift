import Ingest
import Status

/// What is counted of a camera, whatever becomes of its settings.
struct CameraAccounts: Sendable {
    let activity: CameraActivity
    let counters: StreamCounters
    let coverage: CoverageKeeper

    init(camera: String) {
        activity = CameraActivity(camera: camera)
        counters = StreamCounters()
        coverage = CoverageKeeper(counters: counters)
    }
}
