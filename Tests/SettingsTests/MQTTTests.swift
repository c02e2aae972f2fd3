import Settings
import Testing

@Suite("A broker's settings")
struct MQTTTests {
    private func mqtt(_ settings: String) -> String { camera + "events: {mqtt: {\(settings)}}\n" }

    @Test func theAddressIsEnough() throws {
        let configuration = try read(mqtt("url: mqtt://localhost"))
        var expected = Configuration.MQTT()
        expected.url = try Address(url: "mqtt://localhost")
        #expect(configuration.events.mqtt == expected)
        #expect(expected.homeAssistant.enabled && !expected.frigateTopics && expected.topicPrefix == "vedette")
        #expect(try read(camera).events.mqtt == nil)
    }

    @Test func everyKeyIsRead() throws {
        let text = mqtt(
            """
            url: 'mqtts://b:8884', username: u, password: '${P}', client_id: c, topic_prefix: a/b, version: 5, \
            timeout: 3 s, types: ['vedette.zone.*'], cameras: [porch], home_assistant: {enabled: false, prefix: ha}, \
            frigate_topics: true
            """)
        let mqtt = try #require(try read(text, ["P": "secret"]).events.mqtt)
        #expect(mqtt.version == .v5 && mqtt.timeout == .seconds(3) && mqtt.password?.revealed() == "secret")
        #expect(mqtt.topicPrefix == "a/b" && mqtt.homeAssistant.prefix == "ha" && !mqtt.homeAssistant.enabled)
        #expect(mqtt.cameras == ["porch"] && mqtt.frigateTopics && mqtt.clientID == "c" && mqtt.username == "u")
        #expect(try warnings(text, ["P": "secret"]) == [])
    }

    @Test(arguments: [
        ("", "4:16: `events.mqtt` lacks the required key `url`"),
        ("url: 'http://b'", "4:22: `events.mqtt.url` is a URL of the scheme `http`; allowed: a URL (mqtt, mqtts)"),
        ("url: 'mqtts://u:p@b'", "4:22: a user stands in `events.mqtt.url`; write `username` and `password`"),
        (
            "url: 'mqtts://b', version: 4",
            "4:44: `events.mqtt.version` is `4`; allowed: 3.1.1, 5"
        ),
        (
            "url: 'mqtts://b', topic_prefix: /cameras/",
            """
            4:49: `events.mqtt.topic_prefix` is `/cameras/`; allowed: a topic of at most 200 bytes without `+` and `#`, \
            neither beginning nor ending with `/` or `$`; write `cameras`
            """
        ),
        (
            "url: 'mqtts://b', password: '${P}'",
            "4:45: a password without a `username`; write both"
        ),
        (
            "url: 'mqtts://localhost', certificate: c.yaml",
            "4:56: `events.mqtt.certificate`: there is no file `c.yaml`"
        ),
        ("url: 'mqtts://b', usernam: u", "4:35: unknown key `usernam` in `events.mqtt`"),
    ])
    func errors(settings: String, error: String) {
        let found = SettingsTests.errors(mqtt(settings), ["P": "x"])
        #expect(found.count == 1 && found[0].hasPrefix("c.yaml:" + error), "\(found)")
    }

    @Test func noWebhookIsCalledAsTheBrokerOrTheLog() {
        let text = camera + "events: {webhooks: [{url: 'http://mqtt/'}, {url: 'http://localhost/', name: log}]}\n"
        #expect(
            SettingsTests.errors(text) == [
                "c.yaml:4:21: `mqtt` is what the daemon calls another receiver; give the webhook a `name` of its own",
                "c.yaml:4:77: `log` is what the daemon calls another receiver; give the webhook a `name` of its own",
            ])
    }

    @Test func clearTextBeyondThisMachineIsWarnedOf() throws {
        let found = try warnings(mqtt("url: 'mqtt://b', username: u, password: '${P}'"), ["P": "x"])
        #expect(found.count == 1 && found[0].contains("the password and events cross the network in clear"))
        #expect(try warnings(mqtt("url: 'mqtt://[::1]'")) == [])
    }
}
