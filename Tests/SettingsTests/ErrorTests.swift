import Settings
import Testing

@Suite("What is wrong in a file is told with its place and what is allowed")
struct ErrorTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let error: String
        var testDescription: String { error }

        init(_ text: String, _ error: String) {
            self.text = text
            self.error = "c.yaml:" + error
        }
    }

    @Test(arguments: [
        Case("", "1:1: the file is empty; `cameras` at least must stand in it"),
        Case("# nothing\n", "1:1: the file is empty; `cameras` at least must stand in it"),
        Case("~", "1:1: the file is empty; `cameras` at least must stand in it"),
        Case("log_level: info\n", "1:1: the file lacks the required key `cameras`"),
        Case(
            "- a\n",
            """
            1:1: the file is a list; allowed: a mapping with the keys \
            defaults, cameras, detector, limits, state, events, http, log_level
            """),
        Case("cameras: []", "1:10: `cameras` is a list; allowed: a mapping of cameras by their names"),
        Case("cameras:\n", "1:9: `cameras` is empty; allowed: a mapping of cameras by their names"),
        Case("cameras: {a: {}}", "1:14: `cameras.a` lacks the required key `source`"),
        Case("cameras: {a: {source: {}}}", "1:23: `cameras.a.source` lacks the required key `url`"),
        Case(
            "cameras: {a: {source: {url: [x]}}}",
            """
            1:29: `cameras.a.source.url` is a list; allowed: a URL (rtsp, rtsps, http, https) or the path of a file
            """),
        Case(
            "cameras: {Front Door: {source: x}}",
            """
            1:11: the name `Front Door`; allowed: 1 to 64 of a-z, 0-9, `-`, `_` and `.`, \
            beginning with a letter or a digit; write `front-door`
            """),
        Case(
            camera + "\n a: 1\n",
            """
            5:2: not YAML: did not find expected key (while parsing a block mapping that begins at 1:1); \
            check the indentation here and above
            """),
        Case(
            camera + "  a: 1\n",
            """
            4:6: `cameras.a` is `1`; \
            allowed: a mapping with the keys enabled, priority, source, decode, on_demand, detect, motion, zones, lines, gates, rules, objects, ground, location, time_zone, counts, health
            """),
        Case(
            camera + "    time_zone: Mars/Base\n",
            """
            4:16: `cameras.porch.time_zone` is `Mars/Base`: the system's time zones (package tzdata) have no such place; \
            allowed: a place of the time zone database, as `Europe/Berlin`, or `UTC`
            """),
        Case(
            camera + "log_level: warn\n",
            """
            4:12: `log_level` is `warn`; allowed: trace, debug, info, notice, warning, error, critical; \
            did you mean `warning`?
            """),
        Case(
            camera + "htp: {}\n",
            "4:1: unknown key `htp`; allowed: defaults, cameras, detector, limits, state, events, http, log_level; did you mean `http`?"
        ),
        Case(
            camera + "log_level: info\nlog_level: debug\n",
            "5:1: the key `log_level` stands twice; it first stands at 4:1"),
        Case(
            camera + "    detect: {fpss: 5}\n",
            """
            4:14: unknown key `fpss` in `cameras.porch.detect`; allowed: enabled, fps, idle_fps, labels, score, regions; \
            did you mean `fps`?
            """),
        Case(
            camera + "    detect: {fps: 500}\n",
            "4:19: `cameras.porch.detect.fps` is `500`; allowed: a number from 0.1 to 60 frames a second"),
        Case(
            camera + "    detect: {fps: \"5\"}\n",
            """
            4:19: `cameras.porch.detect.fps` is the text `5`; allowed: a number from 0.1 to 60 frames a second; \
            write `5` without quotes
            """),
        Case(
            camera + "    detect:\n      fps: 2,5\n",
            """
            5:12: `cameras.porch.detect.fps` is `2,5`; allowed: a number from 0.1 to 60 frames a second; write `2.5`
            """),
        Case(
            camera + "    detect: {fps: nan}\n",
            "4:19: `cameras.porch.detect.fps` is `nan`; allowed: a number from 0.1 to 60 frames a second"),
        Case(
            camera + "    detect: {fps: 0x10}\n",
            "4:19: `cameras.porch.detect.fps` is `0x10`; allowed: a number from 0.1 to 60 frames a second"),
        Case(
            camera + "    enabled: yes\n",
            "4:14: `cameras.porch.enabled` is `yes`; allowed: true or false; write `true`"),
        Case(
            camera + "    enabled: \"false\"\n",
            "4:14: `cameras.porch.enabled` is the text `false`; allowed: true or false; write `false`"),
        Case(
            camera + "    motion: {longest_still: 30}\n",
            """
            4:29: `cameras.porch.motion.longest_still` is `30`; \
            allowed: a time with its unit (ms, s, min, h), 1 s to 1 h; write `30 s`
            """),
        Case(
            camera + "    motion: {longest_still: 2 h}\n",
            """
            4:29: `cameras.porch.motion.longest_still` is `2 h`; \
            allowed: a time with its unit (ms, s, min, h), 1 s to 1 h
            """),
        Case(
            camera + "    detect: {labels: [person, dgo]}\n",
            """
            4:31: the model knows no label `dgo`; allowed: person, bicycle, car, motorcycle, bus, truck, dog, cat; \
            did you mean `dog`?
            """),
        Case(
            camera + "    detect: {score: {persn: 0.4}}\n",
            """
            4:22: the model knows no label `persn`; allowed: person, bicycle, car, motorcycle, bus, truck, dog, cat; \
            did you mean `person`?
            """),
        Case(
            camera + "    detect: {score: {person: 1.4}}\n",
            "4:30: `cameras.porch.detect.score.person` is `1.4`; allowed: a number from 0 to 1"),
        Case(
            camera + "    detect: {score: [1]}\n",
            """
            4:21: `cameras.porch.detect.score` is a list; \
            allowed: `model`, a number from 0 to 1, or a mapping of labels and `default` to such numbers
            """),
        Case(
            camera + "    detect: {labels: []}\n",
            "4:22: `cameras.porch.detect.labels` is an empty list; allowed: a list of one or more labels that the model knows"
        ),
        Case(
            camera + "detector: {workers: 0}\n",
            "4:21: `detector.workers` is `0`; allowed: a whole number from 1 to 64"),
        Case(
            camera + "detector: {workers: 010}\n",
            "4:21: `detector.workers` is `010`; allowed: a whole number from 1 to 64"),
        Case(
            camera + "detector: {size: [416, 400]}\n",
            """
            4:18: `detector.size` is no size; \
            allowed: [width, height] in pixels, multiples of 32 from 32 to 4096
            """),
        Case(camera + "detector: {model: none.onnx}\n", "4:19: `detector.model`: there is no file `none.onnx`"),
        Case(camera + "detector: {model: /}\n", "4:19: `detector.model`: `/` is a folder, not a file"),
        Case(camera + "detector: {model: /dev/null}\n", "4:19: `detector.model`: `/dev/null` is not a file"),
        Case(
            camera + "events: {webhooks: [{url: http://localhost, ca_file: c.pem}]}\n",
            "4:54: `events.webhooks[1].ca_file`: there is no file `c.pem`"),
        Case(
            camera + "events: {webhooks: [{url: ftp://h/x}]}\n",
            """
            4:27: `events.webhooks[1].url` is a URL of the scheme `ftp`; allowed: a URL (http, https)
            """),
        Case(
            camera + "events: {webhooks: [{url: /tmp/x}]}\n",
            "4:27: `events.webhooks[1].url` is no URL: it has no `://`; allowed: a URL (http, https)"),
        Case(
            camera + "events: {webhooks: [{url: 'http://h:99999'}]}\n",
            "4:27: `events.webhooks[1].url` is no URL: its port is not 1 to 65535; allowed: a URL (http, https)"),
        Case(
            camera + "events: {webhooks: [{url: 'http://::1/'}]}\n",
            "4:27: `events.webhooks[1].url` is no URL: its host is no name and no address; allowed: a URL (http, https)"
        ),
        Case(
            camera + "events: {webhooks: [{url: http://localhost/, types: [object.started]}]}\n",
            """
            4:54: `events.webhooks[1].types[1]` is `object.started`; allowed: `*`, or an event's type that begins \
            with `vedette.`, with `*` for any characters; did you mean `vedette.object.started`?
            """),
        Case(
            camera + "events: {webhooks: [{url: http://localhost/, types: [vedete.object.*]}]}\n",
            """
            4:54: `events.webhooks[1].types[1]` is `vedete.object.*`; allowed: `*`, or an event's type that begins \
            with `vedette.`, with `*` for any characters; did you mean `vedette.object.*`?
            """),
        Case(
            camera + "events: {webhooks: [{url: http://localhost/}, {url: http://localhost/b}]}\n",
            "4:47: two webhooks are called `localhost`; give each a `name` of its own"),
        Case(
            camera + "state: {directory: ~/vedette}\n",
            "4:20: `state.directory`: `~` is the shell's; write `${HOME}`"),
        Case(
            camera + "defaults: {source: {url: x}}\n",
            "4:26: `url` is each camera's own; `defaults` cannot give it"),
        Case(
            camera + "defaults: {source: x}\n", "4:20: `url` is each camera's own; `defaults` cannot give it"),
        Case(
            camera + "    <<: {enabled: true}\n",
            "4:5: merge keys (`<<`) are not read; put what cameras share under `defaults`"),
    ])
    func oneError(_ case: Case) {
        #expect(errors(`case`.text) == [`case`.error])
    }

    @Test("Receivers whose addresses are wrong are not said to share a name, which they would have had from these")
    func wrongAddresses() {
        let found = errors(camera + "events: {webhooks: [{url: ftp://h/x}, {url: ftp://h/x}]}\n")
        #expect(found.count == 2 && found.allSatisfy { $0.contains("of the scheme `ftp`") }, "\(found)")
    }

    @Test(arguments: [
        ("[[0, 0], [1, 0]]", "4:16: `cameras.porch.zones.a` has 2 corners; allowed: 3 to 100 corners"),
        ("[[0, 0], [1, 0], [1]]", "4:33: `cameras.porch.zones.a[3]` has 1 numbers; allowed: [x, y]"),
        ("[[0, 0], [1920, 0], [1, 1]]", "4:26: `cameras.porch.zones.a[2][1]` is `1920`; allowed: a number from 0 to 1"),
        ("[[0, 0], [1, 0], [0, -0.1]]", "4:37: `cameras.porch.zones.a[3][2]` is `-0.1`; allowed: a number from 0 to 1"),
        ("[[0, 0], [1, 1], [1, 0], [0, 1]]", "4:33: `cameras.porch.zones.a` crosses itself"),
        ("[[0, 0], [0.5, 0.5], [1, 1]]", "4:37: `cameras.porch.zones.a` crosses itself"),
        ("[[0, 0], [1, 0], [1, 1], [0, 0]]", "4:41: `cameras.porch.zones.a[4]` stands at the same place as the next"),
        ("[[0, 0], [1, 0], x]", "4:33: `cameras.porch.zones.a[3]` is `x`; allowed: [x, y]"),
        ("{a: 1}", "4:17: unknown key `a` in `cameras.porch.zones.a`; allowed: polygon, labels"),
        ("{polygon: 1}", "4:26: `cameras.porch.zones.a.polygon` is `1`; allowed: 3 to 100 corners"),
        ("~", "4:16: `cameras.porch.zones.a` is empty; allowed: a mapping with the keys polygon"),
        ("{loitering: {after: 5}}", "4:36: `cameras.porch.zones.a.loitering.after` is `5`; allowed: a time"),
        ("{loitering: }", "4:28: `cameras.porch.zones.a.loitering` is empty; allowed: a mapping with the keys after"),
        ("{crowd: {more_than: 0}}", "4:36: `cameras.porch.zones.a.crowd.more_than` is `0`; allowed: a whole number"),
        ("{wrong_way: {from: [0, 0]}}", "4:28: `cameras.porch.zones.a.wrong_way` lacks the required key `to`"),
        (
            "{wrong_way: {from: [0, 0.2], to: [0, 0.2]}}",
            "4:49: `cameras.porch.zones.a.wrong_way` has no direction: its arrow ends where it begins"
        ),
        ("{labels: [persn]}", "4:26: the model knows no label `persn`"),
    ])
    func polygon(_ polygon: String, _ start: String) {
        let found = errors(camera + "    zones: {a: \(polygon)}\n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("c.yaml:" + start) == true, "\(found)")
    }

    @Test(arguments: [
        ("{from: [0, 0]}", "4:16: `cameras.porch.lines.a` lacks the required key `to`"),
        ("[[0, 0], [1, 1]]", "4:16: `cameras.porch.lines.a` is a list; allowed: a mapping with the keys from, to"),
        ("{from: [0, 0.5], to: [0, 0.5]}", "4:37: `cameras.porch.lines.a` has no length: it ends where it begins"),
        ("{from: [0, 0], to: [1, 2]}", "4:39: `cameras.porch.lines.a.to[2]` is `2`; allowed: a number from 0 to 1"),
        ("{from: [0, 0], to: [1]}", "4:35: `cameras.porch.lines.a.to` has 1 numbers; allowed: [x, y]"),
        ("{from: 0, to: [1, 1]}", "4:23: `cameras.porch.lines.a.from` is `0`; allowed: [x, y]"),
        (
            "{from: [0, 0], to: [1, 1], direction: left}",
            "4:54: `cameras.porch.lines.a.direction` is `left`; allowed: both, left-to-right, right-to-left"
        ),
    ])
    func line(_ line: String, _ start: String) {
        let found = errors(camera + "    lines: {a: \(line)}\n")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("c.yaml:" + start) == true, "\(found)")
    }

    @Test(
        "A schedule that nobody can keep is refused",
        arguments: [
            "", "~", "[]", "monday", "mon-", "mon..fri", "08:00", "8-17", "25:00-26:00", "08:60-09:00", "24:00-06:00",
            "08:00-08:00", "mon 08:00", "mon tue 08:00-09:00", "mon, tue", "-08:00-09:00", "08:00 -09:00", "{a: 1}",
            "[mon, 99]", "sunset", "sunset+13h-sunrise", "sunset+-sunrise", "sunset-sunset", "sunrise-sunset+1d",
            "\u{0661}:00-12:00", "00:00-24:01",
        ])
    func schedule(_ schedule: String) {
        let quoted = schedule.first.map { "[{~".contains($0) } ?? true ? schedule : "\"\(schedule)\""
        let found = errors(camera + "    zones: {a: {loitering: {schedule: \(quoted)}}}\n")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("c.yaml:4:") == true, "\(found)")
        #expect(found.first?.contains("`cameras.porch.zones.a.loitering.schedule") == true, "\(found)")
    }

    @Test(arguments: [
        ("{running: {above: 9}}", "4:34: `cameras.porch.zones.a.running.above` is `9`; allowed: a speed with its unit"),
        ("{running: {above: 0 km/h}}", "4:34: `cameras.porch.zones.a.running.above` is `0 km/h`; allowed: a speed"),
        ("{running: {area: [0.5, 0.1]}}", "4:33: `cameras.porch.zones.a.running.area` lets nothing through"),
        (
            "{running: {area: [0.5]}}",
            "4:33: `cameras.porch.zones.a.running.area` has 1 numbers; allowed: [least, most]"
        ),
        ("{speeding: {above: 30 km/h}}", "4:27: `cameras.porch.zones.a.speeding` needs the camera's `ground`"),
    ])
    func speed(_ zone: String, _ start: String) {
        let found = errors(camera + "    zones: {a: \(zone)}\n")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("c.yaml:" + start) == true, "\(found)")
    }

    @Test(arguments: [
        ("{}", "4:13: `cameras.porch.ground` lacks the required key `points`"),
        ("[]", "4:13: `cameras.porch.ground` is an empty list"),
        ("[{at: [0, 0], metres: [0, 0]}]", "4:13: `cameras.porch.ground` has 1 points; allowed: four or more"),
        (
            "[{at: [0, 1], metres: [0, 0]}, {at: [0.5, 1], metres: [1, 0]}, {at: [1, 1], metres: [2, 0]}, {at: [0, 0], metres: [0, 9]}]",
            "4:13: `cameras.porch.ground` does not determine the ground: all points but one lie in a line"
        ),
        (
            "[{at: [0, 1], metres: [0, 0]}, {at: [1, 1], metres: [2, 0]}, {at: [1, 0], metres: [0, 9]}, {at: [0, 0], metres: [2, 9]}]",
            "4:13: `cameras.porch.ground` turns the ground over: two points have changed places"
        ),
        ("[{at: [0, 1]}]", "4:14: `cameras.porch.ground[1]` lacks the required key `metres`"),
        (
            "[{at: [0, 1], metres: [0, x]}]",
            "4:39: `cameras.porch.ground[1].metres[2]` is `x`; allowed: a number"
        ),
    ])
    func ground(_ ground: String, _ start: String) {
        let found = errors(camera + "    ground: \(ground)\n")
        #expect(found.contains { $0.hasPrefix("c.yaml:" + start) }, "\(found)")
    }

    @Test(arguments: [
        ("gates: {d: {lines: [a]}}", "4:24: `cameras.porch.gates.d.lines` has 1 lines; a gate has two"),
        ("gates: {d: {lines: [a, a]}}", "4:24: `cameras.porch.gates.d.lines` names the same line twice"),
        ("gates: {d: {within: 5 s}}", "4:16: `cameras.porch.gates.d` lacks the required key `lines`"),
        (
            "gates: {d: {lines: [a, b]}}",
            "4:24: `cameras.porch.gates.d.lines`: the camera has no line `a`"
        ),
        (
            "location: {latitude: 91, longitude: 0}",
            "4:26: `cameras.porch.location.latitude` is `91`; allowed: a number"
        ),
        ("location: {latitude: 52}", "4:15: `cameras.porch.location` lacks the required key `longitude`"),
        (
            "zones: {a: {loitering: {schedule: sunset-sunrise}}}",
            "3:5: `cameras.porch` has a schedule that goes by the sun, and no `location`"
        ),
        ("zones: {a: {overlap: 0}}", "4:26: `cameras.porch.zones.a.overlap` is `0`; allowed: a number from 0.01 to 1"),
    ])
    func gatesAndPlaces(_ text: String, _ start: String) {
        let found = errors(camera + "    \(text)\n")
        #expect(!found.isEmpty)
        #expect(found.first?.hasPrefix("c.yaml:" + start) == true, "\(found)")
    }

    @Test(arguments: [
        ("{}", "needs one of `all`, `any` and `then`, and has 0 of them"),
        ("{all: [{zone: a}], any: [{zone: a}]}", "needs one of `all`, `any` and `then`, and has 2 of them"),
        ("{any: []}", "`cameras.porch.rules.r.any` is an empty list"),
        ("{any: [{}]}", "`cameras.porch.rules.r.any[1]` needs one of `zone`, `line`, `gate` and `rule`, and has 0"),
        ("{any: [{zone: a, line: l}]}", "needs one of `zone`, `line`, `gate` and `rule`, and has 2"),
        ("{any: [{line: l, is: in}]}", "`cameras.porch.rules.r.any[1].is` goes with a `zone`"),
        ("{any: [{line: l, direction: in}]}", "`in` goes with a `gate`"),
        ("{any: [{line: m}]}", "the camera has no line `m`; did you mean `l`?"),
        ("{any: [{zone: b}]}", "the camera has no zone `b`; did you mean `a`?"),
        ("{any: [{rule: r}]}", "there is no rule above it that is called `r`"),
        ("{any: [{zone: a, is: loitering}]}", "waits for `loitering` of the zone `a`, which has no such rule"),
        ("{any: [{zone: a, is: loiter}]}", "`cameras.porch.rules.r.any[1].is` is `loiter`; allowed: in, entered"),
        ("{then: [{line: l}, {zone: c, is: crowd}]}", "what is `crowd` is no single object; add `same_object: false`"),
    ])
    func composed(_ rule: String, _ part: String) {
        let zones = "    zones: {a: [[0, 0], [1, 0], [1, 1]], c: {crowd: {}}}\n"
        let lines = "    lines: {l: {from: [0, 0], to: [1, 1]}}\n"
        let found = errors(camera + zones + lines + "    rules: {r: \(rule)}\n")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(part) == true, "\(found)")
        #expect(found.first?.hasPrefix("c.yaml:6:") == true, "\(found)")
    }

    @Test(
        "Times by the sun are read with what is added to them",
        arguments: [
            ("sunset-sunrise", .sun(.sunset, 0), .sun(.sunrise, 0)),
            ("sunset+30min-sunrise-1h", .sun(.sunset, 30), .sun(.sunrise, -60)),
            ("fri sunset-30min-23:00", .sun(.sunset, -30), .clock(1380)),
            ("06:30-sunrise", .clock(390), .sun(.sunrise, 0)), ("sunset-06:00", .sun(.sunset, 0), .clock(360)),
        ] as [(String, Configuration.Schedule.Time, Configuration.Schedule.Time)])
    func sun(_ schedule: String, from: Configuration.Schedule.Time, to: Configuration.Schedule.Time) throws {
        let text =
            camera + "    location: {latitude: 52.5, longitude: 13.4}\n"
            + "    zones: {a: {loitering: {schedule: \"\(schedule)\"}}}\n"
        let window = try #require(read(text).cameras.first?.zones.first?.loitering?.terms.schedule?.windows.first)
        #expect(window.from == from && window.to == to)
    }

    @Test func heightsNeedAGround() {
        #expect(
            errors(camera + "    objects: {minimum_height: 1}\n") == [
                "c.yaml:4:31: `cameras.porch.objects.minimum_height` needs the camera's `ground`: "
                    + "without it there are no metres"
            ])
        #expect(
            errors(camera + "    objects: {minimum_height: 2, maximum_height: 1}\n").first
                == "c.yaml:4:31: `cameras.porch.objects.minimum_height` needs the camera's `ground`: "
                + "without it there are no metres")
    }

    @Test func aFilterThatLetsNothingThroughIsRefused() {
        #expect(
            errors(camera + "    objects: {minimum_area: 0.5, maximum_area: 0.1}\n") == [
                "c.yaml:4:48: `cameras.porch.objects` lets nothing through: `minimum_area` is above `maximum_area`"
            ])
        #expect(
            errors(camera + "    objects: {minimum_aspect: 101, masks: {a: [[0, 0], [1, 1], [1, 0], [0, 1]]}}\n").count
                == 2)
    }

    @Test func manyErrorsComeAtOnceSortedByPlace() {
        let text = """
            log_levle: info
            cameras:
              porch:
                detect: {fps: 0, labels: [person, dragon]}
                motion:
                  sensitivity: hgih
                  sensitivity: low
              yard: {source: x, enabled: maybe}
            events:
              webhooks:
                - secret: ${HOOK}
            """
        let places = errors(text).map { $0.split(separator: ":")[1...2].joined(separator: ":") }
        #expect(places == ["1:1", "4:5", "4:19", "4:39", "6:20", "7:7", "8:30", "11:7", "11:15"])
    }

    @Test func anErrorShowsItsLineAsACompilerWould() {
        do throws(ConfigurationErrors) {
            _ = try read(camera + "    detect: {fsp: 5}\n")
            Issue.record("read without an error")
        } catch {
            #expect(
                error.rendered == """
                    c.yaml:4:14: error: unknown key `fsp` in `cameras.porch.detect`; \
                    allowed: enabled, fps, idle_fps, labels, score, regions
                        4 |     detect: {fsp: 5}
                          |              ^~~ did you mean `fps`?
                    """)
        }
    }

    @Test func aHugeNumberOfErrorsIsCountedNotPrinted() {
        let unknown = (1...500).map { "key\($0): 1\n" }.joined()
        do throws(ConfigurationErrors) {
            _ = try read(camera + unknown)
            Issue.record("read without an error")
        } catch {
            #expect(error.errors.count == 500)
            #expect(error.description.split(separator: "\n").count == 51)
            #expect(error.description.hasSuffix("450 more errors are not shown"))
        }
    }

    @Test(arguments: [
        ("\tcameras: 1\n", "1:1", "spaces"),
        ("cameras:\n\tporch: 1\n", "2:1", "spaces"),
        ("cameras: {a: {source: \"x}\n", "1:23", nil),
        ("cameras: [\n\n", "1:10", nil),
        ("a: *b\n", "1:4", "quote"),
        ("a: [*]\n", "1:6", "\"*\""),
        ("a: {b: ${C}}\n", "1:9", "\"${NAME}\""),
        ("a: %b\n", "1:4", nil),
        ("a: 1\n---\nb: 2\n", "2:1", nil),
        ("a: &x [*x]\n", "1:8", nil),
        ("a: b: c\n", "1:5", "quote"),
    ])
    func textThatIsNotYAML(_ text: String, _ place: String, _ advice: String?) {
        let found = errors(text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("c.yaml:\(place): ") == true, "\(found)")
        if let advice { #expect(found.first?.contains(advice) == true, "\(found)") }
    }
}
