import Clocks
import Delivery
import Events
package import Status

// What the daemon is doing, for whoever asks.

extension Daemon {
    /// What each camera has done so far.
    package var counts: [(name: String, counts: CameraCounts)] { cameras.watched.map { ($0.name, $0.counts) } }

    package var summary: Summary {
        let use = ResourceUse.now
        let quantiles = latency.quantile(0.5).flatMap { median in latency.quantile(0.95).map { (median, $0) } }
        return Summary(
            cameras: counts,
            deliveries: outbox.counts.map {
                .init(sink: $0.sink, delivered: $0.delivered, retried: $0.retried, lost: $0.allDropped)
            },
            latency: quantiles, seconds: started.duration(to: .now).seconds, cpuSeconds: use.cpuSeconds,
            peakMemoryBytes: use.peakMemoryBytes)
    }

    /// - Parameter names: the cameras that are watched now.
    func daemonEvent(watching names: [String], _ report: (DaemonReport) -> Report) -> Event {
        let data = DaemonReport(version: Self.version, cameras: names, counters: counters)
        return events.event(report(data), camera: nil, at: .now())
    }

    private var counters: [String: Int] {
        let total = counts.reduce(CameraCounts()) { $0 + $1.counts }
        guard total.decoded > 0 else { return [:] }
        return [
            "frames_decoded": total.decoded, "frames_passed_over": total.passedOver, "frames_dropped": total.allDropped,
            "frames_gated": total.gated, "frames_inferred": total.inferred, "objects": total.objects,
            "events": total.events,
        ]
    }
}
