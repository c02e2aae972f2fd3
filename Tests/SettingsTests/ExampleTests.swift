import FoundationEssentials
import Geometry
import Settings
import TestSupport
import Testing

let exampleEnvironment = [
    "FRONT_DOOR_PASSWORD": "a password", "HOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "DASHBOARD_TOKEN": "a token that nobody guesses in a lifetime", "BROKER_PASSWORD": "a password",
]

func exampleText() throws -> String { try repositoryText("config/vedette.yaml") }

private func repositoryText(_ path: String) throws -> String {
    try String(contentsOf: URL(filePath: Material.packageRoot + "/" + path), encoding: .utf8)
}

@Suite("The example and the documentation say what the daemon reads")
struct ExampleTests {
    @Test func theExampleIsReadWithoutAWarning() throws {
        let path = Material.packageRoot + "/config/vedette.yaml"
        #expect(try Configuration.load(path: path, environment: exampleEnvironment).warnings == [])
    }

    @Test func theExampleHasTheDefaults() throws {
        let configuration = try read(exampleText(), exampleEnvironment)
        var expected = Configuration()
        expected.cameras = configuration.cameras
        expected.events.webhooks = configuration.events.webhooks
        expected.http.tokens = configuration.http.tokens
        #expect(configuration == expected)

        let camera = try #require(configuration.cameras.first)
        var standard = Configuration.Camera()
        standard.name = "front-door"
        standard.source.url = camera.source.url
        standard.zones = camera.zones
        standard.lines = camera.lines
        standard.gates = camera.gates
        standard.rules = camera.rules
        standard.objects.masks = camera.objects.masks
        #expect(camera == standard)

        let webhook = try #require(configuration.events.webhooks.first)
        var plain = Configuration.Webhook()
        plain.name = webhook.url.host
        plain.url = webhook.url
        plain.secret = webhook.secret
        #expect(webhook == plain)
    }

    @Test func theExamplesRulesHaveTheDefaults() throws {
        let camera = try #require(read(exampleText(), exampleEnvironment).cameras.first)
        let line = try #require(camera.lines.first)
        var plainLine = Configuration.Camera.Line()
        (plainLine.name, plainLine.from, plainLine.to) = (line.name, line.from, line.to)
        #expect(line == plainLine)
        let zone = try #require(camera.zones.first)
        var plain = Configuration.Camera.Zone()
        (plain.name, plain.polygon) = (zone.name, zone.polygon)
        (plain.loitering, plain.occupancy, plain.crowd) = (.init(), .init(), .init())
        (plain.wrongWay, plain.running, plain.leftBehind, plain.takenAway) = (.init(), .init(), .init(), .init())
        plain.wrongWay?.from = zone.wrongWay?.from ?? Point(x: 0, y: 0)
        plain.wrongWay?.to = zone.wrongWay?.to ?? Point(x: 0, y: 0)
        #expect(zone == plain)
    }

    @Test func theExampleHasEveryKeyWithAComment() throws {
        let keys = try exampleKeys()
        for key in Configuration.reference {
            #expect(keys.contains(key.path), "config/vedette.yaml lacks \(key.path)")
        }
    }

    @Test func theExampleWithItsOptionalKeysIsReadToo() throws {
        let folder = try Folder()
        try folder.write("m.onnx", "x")
        try FileManager.default.createDirectory(atPath: folder.path + "/models", withIntermediateDirectories: true)
        try folder.write("models/labels.txt", Configuration.builtinLabels.joined(separator: "\n"))
        for name in ["certificates.pem", "server.pem", "server.key"] { try folder.write(name, "x") }
        let text = try exampleLines().joined(separator: "\n").replacing("model: builtin", with: "model: m.onnx")
            .replacing("secret: ${DASHBOARD_TOKEN}", with: "").replacing("credential:server-key", with: "server.key")
        let file = folder.path + "/c.yaml"
        let configuration = try Configuration.parse(text: text, file: file, environment: exampleEnvironment)
            .configuration
        #expect(configuration.detector.labels != nil && configuration.detector.size != nil)
        #expect(configuration.events.webhooks[0].caFile == folder.path + "/certificates.pem")
        var mqtt = try #require(configuration.events.mqtt)
        var plain = Configuration.MQTT()
        #expect(mqtt.caFile == folder.path + "/certificates.pem" && mqtt.key == folder.path + "/server.key")
        (mqtt.caFile, mqtt.certificate, mqtt.key) = (nil, nil, nil)
        (plain.url, plain.username, plain.password) = (mqtt.url, mqtt.username, mqtt.password)
        (plain.clientID, plain.cameras) = (mqtt.clientID, mqtt.cameras)
        #expect(mqtt == plain)
    }

    @Test func theReferenceListsEveryKeyThatIsRead() throws {
        let marks = ("<!-- reference -->\n", "<!-- /reference -->")
        let text = try repositoryText("docs/configuration.md")
        let start = try #require(text.firstRange(of: marks.0)?.upperBound)
        let end = try #require(text.firstRange(of: marks.1)?.lowerBound)
        let isCurrent = text[start..<end] == Configuration.referenceTable + "\n"
        #expect(isCurrent, "set VEDETTE_WRITE_REFERENCE=1 and run this test to write docs/configuration.md anew")
        if ProcessInfo.processInfo.environment["VEDETTE_WRITE_REFERENCE"] != nil {
            let written = text[..<start] + Configuration.referenceTable + "\n" + text[end...]
            let file = URL(filePath: Material.packageRoot + "/docs/configuration.md")
            try String(written).write(to: file, atomically: true, encoding: .utf8)
        }
    }

    @Test func theDocumentationsExamplesAreRead() throws {
        let blocks = try repositoryText("docs/configuration.md").components(separatedBy: "```yaml\n").dropFirst()
        #expect(blocks.count == 3)
        for block in blocks {
            let text = block.components(separatedBy: "```")[0]
            #expect(errors(text, exampleEnvironment) == [])
        }
    }

    /// Each of them stands below a camera.
    @Test func theRulesExamplesAreRead() throws {
        let blocks = try repositoryText("docs/rules.md").components(separatedBy: "```yaml\n").dropFirst()
        #expect(blocks.count >= 8)
        for block in blocks {
            let lines = block.components(separatedBy: "```")[0].split(separator: "\n").map { "    " + $0 }
            let text = "cameras:\n  yard:\n    source: rtsp://192.0.2.10/a\n" + lines.joined(separator: "\n") + "\n"
            #expect(errors(text, exampleEnvironment) == [])
        }
    }

    /// The example's lines, keys that are commented out among them.
    private func exampleLines() throws -> [String] {
        try exampleText().split(separator: "\n").map { line in
            let indent = line.prefix { $0 == " " }
            let rest = line.dropFirst(indent.count)
            let item = rest.hasPrefix("# - ") ? 4 : 2
            guard rest.hasPrefix("# "), let key = rest.dropFirst(item).split(separator: ":").first,
                rest.contains(": ") || rest.hasSuffix(":"),
                key.allSatisfy({ $0.isLowercase || $0.isNumber || $0 == "_" })
            else { return String(line) }
            return String(indent + rest.dropFirst(2))
        }
    }

    /// The paths of the example's keys as the reference writes them, by indentation alone.
    private func exampleKeys() throws -> Set<String> {
        var parents: [(indent: Int, path: String)] = []
        var keys: Set<String> = []
        for line in try exampleLines() {
            var indent = line.prefix { $0 == " " }.count
            var rest = line.dropFirst(indent)
            parents.removeAll { $0.indent >= indent }
            if rest.hasPrefix("- ") {
                if let list = parents.popLast() {
                    parents.append((list.indent, list.path.hasSuffix("[]") ? list.path : list.path + "[]"))
                }
                indent += 2
                rest = rest.dropFirst(2)
            }
            guard !rest.hasPrefix("#"), let name = rest.split(separator: ":").first else { continue }
            let isChosen = [
                "cameras", "cameras.NAME.zones", "cameras.NAME.lines", "cameras.NAME.gates", "cameras.NAME.rules",
                "cameras.NAME.objects.masks", "http.tokens",
            ]
            .contains(parents.last?.path)
            let path = (parents.last.map { $0.path + "." } ?? "") + (isChosen ? "NAME" : name)
            keys.insert(path)
            parents.append((indent, path))
        }
        return keys
    }
}
