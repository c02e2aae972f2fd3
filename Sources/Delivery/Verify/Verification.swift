import Digests

/// Whether the log and the database are as the daemon wrote them: every line chained to the one before.
///
/// The chain needs no key, so it proves nothing against one who rewrites all of it; whoever notes down ``LogReport/head``
/// from time to time, or has the events from a webhook, has proof of all that came before.
package struct Verification: Sendable {
    /// What was found in the log's files.
    package struct LogReport: Sendable {
        /// That were read, oldest first.
        package internal(set) var files: [String] = []

        /// That are the log's by their names, in a compression that is not read.
        package internal(set) var unread: [String] = []
        package internal(set) var lines = 0
        package internal(set) var bytes = 0

        /// Lines that stand twice, since a daemon was killed between writing and noting it.
        package internal(set) var repeated = 0

        /// Lines from before there was a chain.
        package internal(set) var unchained = 0

        /// Hash that the first line claims of a line that is not there any more; nil where the first is the first there was.
        package internal(set) var anchor: String?

        /// Where a new database began a new chain.
        package internal(set) var beginnings: [LinePlace] = []

        /// What stands after the last line's end in some file.
        package internal(set) var torn: [(file: String, bytes: Int)] = []

        /// The last line's.
        package internal(set) var head: String?
        package internal(set) var fault: ChainFault?
    }

    package struct StoreReport: Sendable {
        package internal(set) var events = 0

        /// Events from before there was a chain.
        package internal(set) var unchained = 0
        package internal(set) var fault: ChainFault?
    }

    private let store: EventStore?

    /// - Parameter store: what the log is compared with; nil to look at the log alone.
    package init(store: EventStore?) {
        self.store = store
    }

    /// Reads the log from its oldest line to its first fault or its end.
    ///
    /// - Parameter progress: told of the bytes read so far, now and then.
    /// - Throws: ``LogError`` for a file that cannot be read, ``StoreError``.
    package func log(at path: String, progress: (Int) -> Void = { _ in }) throws -> LogReport {
        // Read first: what is written while the files are read may be missing from here, not from there.
        let written = try store?.sinks().first { $0.name == "log" }?.cursor
        var report = try read(path, progress) { _ in nil }
        guard report.report.fault == nil, let store, let head = report.head else { return report.report }
        report.report.fault = try faultAtEnd(head, written: written ?? 0, store)
        if let id = head.id, let event = try store.event(id: id), SHA256.text(event.body) != head.hash {
            // The chain is sound and yet not ours: somebody has chained it anew from some line on.
            report = try read(path, progress) { line in
                guard let id = line.id, let event = try store.event(id: id) else { return nil }
                return SHA256.text(event.body) == line.hash ? nil : .changed(line.place)
            }
        }
        return report.report
    }

    private func read(
        _ path: String, _ progress: (Int) -> Void, _ inspect: (ChainedLine) throws -> ChainFault?
    ) throws -> (report: LogReport, head: ChainedLine?) {
        let files = try LogFiles(path)
        var (report, check) = (LogReport(), ChainCheck())
        report.files = files.files.map(\.path)
        report.unread = files.unread
        for (index, file) in files.files.enumerated() {
            guard report.fault == nil else {
                LogFiles.close(files.files[index...])
                break
            }
            try read(file, into: &report, &check, progress, inspect)
        }
        if report.fault == nil { report.fault = try check.end().map(resolve) }
        report.lines = check.lines
        report.repeated = check.repeated
        report.unchained = check.unchained
        report.anchor = check.anchor == HashChain().previous ? nil : check.anchor
        report.beginnings = check.beginnings
        report.head = check.head?.hash
        return (report, check.head)
    }

    private func read(
        _ file: LogFiles.Opened, into report: inout LogReport, _ check: inout ChainCheck, _ progress: (Int) -> Void,
        _ inspect: (ChainedLine) throws -> ChainFault?
    ) throws {
        var reader = try LineReader(file)
        var number: Int64 = 0
        while report.fault == nil {
            let line: ChainedLine
            number += 1
            let place = LinePlace(file: file.path, line: number)
            switch try reader.next() {
            case .end: return
            case .torn(let bytes):
                report.torn.append((file.path, bytes))
                return
            case .endless(let bytes):
                report.bytes += bytes + 1
                line = ChainedLine([], at: place)
            case .line(let bytes):
                report.bytes += bytes.count + 1
                line = ChainedLine(bytes, at: place)
            }
            report.fault = try inspect(line) ?? check.follow(line).map(resolve)
            if number.isMultiple(of: 10_000) { progress(report.bytes) }
        }
    }

    /// Where the chain alone leaves it open, the database may know the line as it was.
    private func resolve(_ verdict: ChainCheck.Verdict) throws -> ChainFault {
        switch verdict {
        case .fault(let fault): return fault
        case .broken(let broken):
            let unknown = ChainFault.changedOrRemoved(broken.before.place, before: broken.after.place)
            guard let store else { return unknown }
            if let id = broken.before.id, let event = try store.event(id: id) {
                guard SHA256.text(event.body) == broken.before.hash else { return .changed(broken.before.place) }
                return try removed(broken, after: event, store)
            }
            guard let id = broken.after.id, let event = try store.event(id: id),
                let previous = try store.event(sequence: event.sequence - 1)
            else { return unknown }
            return previous.id == broken.before.id
                ? .changed(broken.before.place)
                : .removed(after: broken.before.place, before: broken.after.place, count: nil)
        }
    }

    /// The line before is sound, so the fault is between the two, or the line after is not as it was.
    private func removed(
        _ broken: ChainCheck.Break, after event: StoredEvent, _ store: EventStore
    ) throws -> ChainFault {
        let next = try broken.after.id.flatMap { id throws in try store.event(id: id) }
        if let next, SHA256.text(next.body) != broken.after.hash { return .changed(broken.after.place) }
        if let next, next.sequence <= event.sequence { return .added(broken.after.place, count: 1) }
        let count = next.map { Int($0.sequence - event.sequence - 1) }
        return .removed(after: broken.before.place, before: broken.after.place, count: count)
    }

    /// The last line, to which none is chained yet: it must be one that was committed, and the latest that was written.
    private func faultAtEnd(_ head: ChainedLine, written: Int64, _ store: EventStore) throws -> ChainFault? {
        guard let id = head.id, let event = try store.event(id: id) else {
            // Unknown since age removed it: then what was written last is unknown, too.
            return try store.event(sequence: written) == nil ? nil : .changed(head.place)
        }
        guard event.sequence < written else { return nil }
        return .removedAtEnd(after: head.place, count: Int(written - event.sequence))
    }

    /// Follows the chain through the database. Gaps in its sequence are what was removed by age: the chain goes on after each.
    ///
    /// - Parameter progress: told of the events seen so far, now and then.
    package func database(progress: (Int) -> Void = { _ in }) throws(StoreError) -> StoreReport {
        var report = StoreReport()
        guard let store else { return report }
        // In this order, so that a commit between the two makes the last one merely go unproven.
        let end = try store.lastSequence()
        let hash = try store.chain()
        var last: (sequence: Int64, line: ChainedLine)?
        try store.forEachEvent { event in
            let line = ChainedLine(event.body, at: LinePlace(file: nil, line: event.sequence))
            report.events += 1
            if line.previous == nil, line.id != nil { report.unchained += 1 }
            if let last, last.sequence + 1 == event.sequence {
                if line.id != event.id || (last.line.previous != nil && line.previous == nil) {
                    report.fault = .changed(line.place)
                } else if let previous = line.previous, last.line.previous != nil, previous != last.line.hash {
                    report.fault = .changed(last.line.place)
                }
            }
            last = (event.sequence, line)
            if report.events.isMultiple(of: 10_000) { progress(report.events) }
            return report.fault == nil
        }
        // The newest has none after it to vouch for it; what the next one is to carry does.
        if report.fault == nil, let last, last.sequence == end, last.line.previous != nil, let hash,
            hexadecimal(hash) != last.line.hash
        {
            report.fault = .changed(last.line.place)
        }
        return report
    }
}
