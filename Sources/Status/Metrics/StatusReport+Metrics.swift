import Clocks

extension StatusReport {
    /// All counts there are, as Prometheus reads them. docs/running.md lists the families.
    package var metrics: String {
        var text = Exposition()
        addDaemon(to: &text)
        addCameras(to: &text)
        addSinks(to: &text)
        addOutbox(to: &text)
        addListener(to: &text)
        addProcess(to: &text)
        return text.text
    }

    private func addDaemon(to text: inout Exposition) {
        text.family(
            "build_info", .gauge, "Always 1; the version is a label.", [.init(1, labels: [("version", version)])])
        text.family("alive", .gauge, "1 while the pipeline makes progress.", isAlive ? 1 : 0)
        text.family("ready", .gauge, "1 from the start to the stop.", isReady ? 1 : 0)
        text.histogram(
            "event_latency_seconds", "From a frame's arrival to its event's line in the log.", latency)
        text.family(
            "load_depth", .gauge, "Steps that cameras of low priority have taken under overload; docs/overload.md.",
            Double(load.depth))
        text.family(
            "load_share", .gauge, "What was measured in the last second as a share of what limits allow.",
            load.readings.map { .init($0.value / $0.allowed, labels: [("limit", $0.limit)]) })
        text.family(
            "worker_longest_turn_seconds", .gauge, "How long the longest turn that a worker has now lasts.",
            longestTurnSeconds)
        text.family(
            "reloads_total", .counter, "Attempts to put a changed configuration into force.",
            [
                .init(Double(reloads.succeeded), labels: [("result", "success")]),
                .init(Double(reloads.failed), labels: [("result", "failure")]),
            ])
        if let last = reloads.last {
            text.family(
                "last_reload_successful", .gauge, "Whether the latest of them succeeded.", last.succeeded ? 1 : 0)
            text.family(
                "last_reload_timestamp_seconds", .gauge, "When that was, seconds since 1970.",
                Double(last.time.microseconds) / 1e6)
        }
    }

    private func addCameras(to text: inout Exposition) {
        func family(_ name: String, _ kind: Exposition.Kind, _ help: String, _ value: (Camera) -> Double) {
            text.family(
                "camera_" + name, kind, help, cameras.map { .init(value($0), labels: [("camera", $0.name)]) })
        }
        func count(_ name: String, _ help: String, _ path: KeyPath<CameraCounts, Int>) {
            family(name + "_total", .counter, help) { Double($0.counts[keyPath: path]) }
        }
        family("online", .gauge, "1 while the camera gives pictures.") { $0.isOnline ? 1 : 0 }
        text.family(
            "camera_trouble", .gauge, "1 while the camera is in that trouble; docs/camera-health.md explains each.",
            cameras.flatMap { camera in
                camera.troubles.sorted { $0.key < $1.key }.map { trouble, isPresent in
                    .init(isPresent ? 1 : 0, labels: [("camera", camera.name), ("trouble", trouble)])
                }
            })
        family("shed_steps", .gauge, "How many things the camera gives up, since the box is overloaded.") {
            Double($0.shed.count)
        }
        let pictured = cameras.filter { $0.newestPicture != nil }
        text.family(
            "camera_newest_picture_timestamp_seconds", .gauge, "When the newest picture was taken, seconds since 1970.",
            pictured.map { camera in
                .init(Double(camera.newestPicture?.microseconds ?? 0) / 1e6, labels: [("camera", camera.name)])
            })
        count("connections", "Times that a connection was tried.", \.connections)
        count("received_packets", "Packets that the camera sent.", \.packets)
        count("received_bytes", "Bytes of those packets.", \.bytes)
        count("frames_decoded", "Frames that the decoder handed out.", \.decoded)
        count("frames_passed_over", "Frames not looked at, since detect.fps asks for fewer.", \.passedOver)
        count("packets_skipped", "Packets left undecoded on purpose, by the camera's decode policy.", \.skipped)
        count("frames_gated", "Frames in which the motion gate saw nothing worth the detector's time.", \.gated)
        count("frames_inferred", "Frames that the detector looked at.", \.inferred)
        count("inferences", "Times that the detector ran; a frame with three regions counts three.", \.inferences)
        count("objects", "Objects that were told of.", \.objects)
        count("events", "Events that were handed to the outbox.", \.events)
        family("stream_seconds_total", .counter, "Seconds of footage looked at, by the camera's clock.") {
            $0.counts.streamSeconds
        }
        text.family(
            "camera_coverage_seconds_total", .counter,
            "For how long the camera was watched, and how; all but connected and inferred add up to all of the time.",
            cameras.flatMap { camera in
                camera.counts.coverage.columns.sorted { $0.key < $1.key }.map { column, seconds in
                    .init(seconds, labels: [("camera", camera.name), ("column", column)])
                }
            })
        addDecoding(to: &text)
        text.family(
            "camera_dropped_total", .counter, "Frames, or packets before decoding, that were lost, by cause.",
            cameras.flatMap { camera in
                camera.counts.dropped.sorted { $0.key < $1.key }.map { cause, count in
                    .init(Double(count), labels: [("camera", camera.name), ("cause", cause)])
                }
            })
    }

    /// What the decode policy saves, and what audits say that it misses.
    private func addDecoding(to text: inout Exposition) {
        func family(_ name: String, _ help: String, _ value: (CameraCounts) -> Double) {
            text.family(
                "camera_" + name + "_total", .counter, help,
                cameras.map { .init(value($0.counts), labels: [("camera", $0.name)]) })
        }
        family("decoded_seconds", "Seconds of footage that went to the decoder.") { $0.decodedSeconds }
        family("skipped_seconds", "Seconds of footage that the decode policy left undecoded.") { $0.skippedSeconds }
        family("audited_seconds", "Seconds of footage that were decoded only to audit the decode policy.") {
            $0.auditedSeconds
        }
        family("audited_motions", "Motions that began while the decode policy was audited.") {
            Double($0.auditedMotions)
        }
        family("missed_motions", "Those among them that the decode policy would have missed.") {
            Double($0.missedMotions)
        }
    }

    private var now: CaptureTime { started.advanced(by: .seconds(uptimeSeconds)) }

    private func addSinks(to text: inout Exposition) {
        func family(_ name: String, _ kind: Exposition.Kind, _ help: String, _ value: (Sink) -> Int) {
            text.family(
                "sink_" + name, kind, help, sinks.map { .init(Double(value($0)), labels: [("sink", $0.name)]) })
        }
        family("accepted_events_total", .counter, "Events meant for the sink.") { $0.accepted }
        family("delivered_events_total", .counter, "Events that arrived.") { $0.delivered }
        family("failed_attempts_total", .counter, "Writes or requests that failed.") { $0.failedAttempts }
        family("retried_attempts_total", .counter, "Writes or requests after a failed one.") { $0.retriedAttempts }
        family("queued_events", .gauge, "Events that wait, or are on their way.") { $0.queued }
        family("dead_events_total", .counter, "Events that were refused for good, and are kept as dead letters.") {
            $0.dead
        }
        text.family(
            "sink_oldest_undelivered_seconds", .gauge,
            "For how long the oldest event that waits has waited; 0 where none does.",
            sinks.map { sink in
                .init(
                    sink.oldestWaiting.map { max(0, $0.duration(to: now) / .seconds(1)) } ?? 0,
                    labels: [("sink", sink.name)])
            })
        family("disabled", .gauge, "1 once the receiver has answered 410: it wants no more.") { $0.isDisabled ? 1 : 0 }
        text.family(
            "sink_dropped_events_total", .counter, "Events that never arrived, by cause.",
            sinks.flatMap { sink in
                sink.dropped.sorted { $0.key < $1.key }.map { cause, count in
                    .init(Double(count), labels: [("sink", sink.name), ("cause", cause)])
                }
            })
    }

    private func addListener(to text: inout Exposition) {
        text.family(
            "http_answers_total", .counter, "Requests answered, by status.",
            listener.answered.sorted { $0.key < $1.key }.map { status, count in
                .init(Double(count), labels: [("status", "\(status)")])
            })
        text.family("http_connections", .gauge, "Connections to the listener.", Double(listener.connections))
        text.family("http_event_streams", .gauge, "Those that listen to events.", Double(listener.streams))
    }

    private func addOutbox(to text: inout Exposition) {
        text.family(
            "outbox_bytes", .gauge, "Of the database of events, its write-ahead log included.", Double(outbox.bytes))
        text.family(
            "outbox_uncommitted_events", .gauge, "Events in memory that the database does not have yet.",
            Double(outbox.uncommitted))
        text.family(
            "outbox_lost_events_total", .counter, "Events that the database could not take for too long.",
            Double(outbox.lost))
        text.family("outbox_writable", .gauge, "1 while the database can be written.", outbox.trouble == nil ? 1 : 0)
    }

    private func addProcess(to text: inout Exposition) {
        let since = Double(started.microseconds) / 1e6
        text.family("process_start_time_seconds", .gauge, "When the daemon started, seconds since 1970.", since)
        text.family("process_cpu_seconds_total", .counter, "Processor time of all threads.", process.cpuSeconds)
        text.family(
            "process_resident_memory_bytes", .gauge, "Memory in use now.", Double(process.residentBytes))
        text.family(
            "process_peak_resident_memory_bytes", .gauge, "The most memory that was in use.",
            Double(process.peakResidentBytes))
        text.family("process_open_fds", .gauge, "Open files and sockets.", Double(process.openFiles))
        text.family("process_threads", .gauge, "Threads.", Double(process.threads))
    }
}
