import Foundation
import Status
import TestSupport
import Testing

@Suite("Metrics")
struct MetricsTests {
    private static let promtool = "/usr/bin/promtool"
    private static let hasPromtool = FileManager.default.isExecutableFile(atPath: promtool)

    @Test("Prometheus' own tool finds nothing to complain of", .enabled(if: hasPromtool, "promtool is not installed"))
    func judged() throws {
        let path = NSTemporaryDirectory() + "vedette-metrics-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(Site().report.metrics.utf8).write(to: URL(fileURLWithPath: path))
        let judge = try RunningProcess("/bin/sh", ["-c", "\(Self.promtool) check metrics < \(path)"])
        #expect(judge.exitStatus(within: 60) == 0, "\(judge.standardError)")
        #expect(judge.standardError.isEmpty && judge.standardOutput.isEmpty, "\(judge.standardError)")
    }

    @Test("The figures are those of the report")
    func figures() {
        let text = Site().report.metrics
        for line in [
            #"vedette_build_info{version="0.1.0"} 1"#, #"vedette_camera_frames_decoded_total{camera="yard"} 120"#,
            #"vedette_camera_dropped_total{camera="yard",cause="ring-full"} 3"#,
            "vedette_load_depth 2", #"vedette_load_share{limit="event_latency"} 1.5"#,
            #"vedette_camera_shed_steps{camera="yard"} 2"#, #"vedette_camera_shed_steps{camera="gate"} 0"#,
            #"vedette_camera_online{camera="gate"} 0"#, "vedette_event_latency_seconds_count 3",
            #"vedette_event_latency_seconds_bucket{le="+Inf"} 3"#,
            #"vedette_camera_coverage_seconds_total{camera="yard",column="decoded"} 24"#,
            #"vedette_sink_dropped_events_total{sink="log",cause="overflow"} 1"#,
            #"vedette_sink_dead_events_total{sink="log"} 2"#,
            #"vedette_sink_oldest_undelivered_seconds{sink="log"} 61.5"#,
            "vedette_outbox_bytes 4096", "vedette_outbox_writable 1",
            #"vedette_http_answers_total{status="404"} 1"#, "vedette_last_reload_successful 1",
        ] {
            #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
        }
    }

    @Test("The dashboard asks for families that there are")
    func dashboard() throws {
        let path = Material.packageRoot + "/docs/grafana/vedette.json"
        let dashboard = try String(contentsOfFile: path, encoding: .utf8)
        #expect(try JSONSerialization.jsonObject(with: Data(dashboard.utf8)) is [String: Any])
        let text = Site().report.metrics
        let named = Set(dashboard.matches(of: /vedette_[a-z_]+/).map { String($0.output) })
        #expect(named.count > 15)
        for name in named {
            let family = name.replacing(/_(bucket|count|sum)$/, with: "")
            #expect(text.contains("# TYPE \(family) "), "\(name)")
        }
    }
}
