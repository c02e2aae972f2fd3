import Clocks
import Status
import Testing

@Suite("The line for systemctl status")
struct StatusLineTests {
    private func report(_ change: (inout StatusReport) -> Void) -> StatusReport {
        var report = Site().report
        change(&report)
        return report
    }

    @Test("Who is offline, and who does not get events, stands in it by name")
    func trouble() {
        let report = report { report in
            report.sinks[0].lastError = "no space"
            report.sinks[0].accepted = 12
            report.sinks[0].queued = 3
        }
        #expect(
            report.line
                == "1 of 2 cameras online (not gate); 120 frames decoded, 0 looked at, 2 objects; 0 events, 3 wait for log; "
                + "OVERLOADED: 1 camera gives something up"
        )
    }

    @Test("A refused reload and a stuck worker are told")
    func worse() {
        let report = report { report in
            report.sinks = []
            report.cameras = (1...5).map { number in
                .init(name: "c\(number)", isOnline: false, source: "", counts: CameraCounts())
            }
            report.cameras.append(
                .init(
                    name: "yard", isOnline: true, source: "", counts: CameraCounts(),
                    troubles: ["covered": true, "dark": true, "frozen": false]))
            report.reloads.last = ReloadOutcome(time: .now(), succeeded: false, messages: ["v.yaml:2:1: bad", "more"])
            report.isAlive = false
        }
        #expect(
            report.line.hasPrefix(
                "STUCK: a worker makes no progress; 1 of 6 cameras online (not c1, c2, c3 and 2 more); "))
        #expect(report.line.contains("; yard is in trouble: covered, dark; "))
        #expect(report.line.hasSuffix("; the last reload was refused: v.yaml:2:1: bad"))
    }

    @Test("Where all is well, it is short")
    func well() {
        let report = report { report in
            report.cameras.removeLast()
            report.cameras[0].shed = []
            report.sinks[0].lastError = nil
        }
        #expect(report.line == "1 of 1 cameras online; 120 frames decoded, 0 looked at, 2 objects; 0 events")
    }
}
