extension StatusReport {
    /// One line for `systemctl status`: what is wrong first of all that matters, and what was done.
    package var line: String {
        let offline = cameras.filter { !$0.isOnline }.map(\.name)
        let total = cameras.reduce(CameraCounts()) { $0 + $1.counts }
        var parts = ["\(cameras.count - offline.count) of \(cameras.count) cameras online" + named(offline)]
        parts.append("\(total.decoded) frames decoded, \(total.inferred) looked at, \(total.objects) objects")
        parts.append("\(total.events) events" + waiting)
        parts += cameras.filter(\.isOnline).compactMap(trouble)
        let sparing = cameras.count { !$0.shed.isEmpty }
        if sparing > 0 {
            parts.append("OVERLOADED: \(sparing) camera\(sparing == 1 ? " gives" : "s give") something up")
        }
        if let trouble = outbox.trouble { parts.append("events cannot be kept: \(trouble)") }
        if let last = reloads.last, !last.succeeded {
            parts.append("the last reload was refused: \(last.messages.first ?? "")")
        }
        if !isAlive { parts.insert("STUCK: a worker makes no progress", at: 0) }
        return parts.joined(separator: "; ")
    }

    private func named(_ offline: [String]) -> String {
        guard !offline.isEmpty else { return "" }
        let more = offline.count > 3 ? " and \(offline.count - 3) more" : ""
        return " (not \(offline.prefix(3).joined(separator: ", "))\(more))"
    }

    private func trouble(_ camera: Camera) -> String? {
        let present = camera.troubles.filter(\.value).keys.sorted()
        return present.isEmpty ? nil : "\(camera.name) is in trouble: \(present.joined(separator: ", "))"
    }

    private var waiting: String {
        let behind = sinks.filter { $0.isDisabled || $0.queued > 0 && $0.lastError != nil }
        return behind.map { sink in
            sink.isDisabled ? ", none to \(sink.name): it wants no more" : ", \(sink.queued) wait for \(sink.name)"
        }.joined()
    }
}
