import Settings
import Testing

@Suite("Webhooks in the configuration")
struct WebhookSettingsTests {
    private func webhook(_ keys: String, _ environment: [String: String] = [:]) throws -> Configuration.Webhook {
        try read(camera + "events: {webhooks: [{url: https://h/x, \(keys)}]}", environment).events.webhooks[0]
    }

    private func errors(_ keys: String) -> [String] {
        SettingsTests.errors(camera + "events: {webhooks: [{url: https://h/x, \(keys)}]}")
    }

    @Test func everyKeyIsRead() throws {
        let webhook = try webhook(
            """
            secret: "${A}", secrets: ["${B}"], cameras: [porch], labels: [person], zones: [north], score: 0.6,
            format: batched, batch: 7, concurrency: 1, attempts: 3, give_up_after: 2 h, longest_pause: 24 h,
            headers: {Authorization: "Bearer ${B}", X-Site: north}
            """, ["A": "the first of the signing keys", "B": "the second of the signing keys"])
        #expect(webhook.signingSecrets.map { $0.revealed().prefix(7) } == ["the fir", "the sec"])
        #expect(webhook.cameras == ["porch"] && webhook.labels == ["person"] && webhook.zones == ["north"])
        #expect(webhook.score == 0.6 && webhook.format == .batched && webhook.batch == 7 && webhook.concurrency == 1)
        #expect(webhook.attempts == 3 && webhook.giveUpAfter == .seconds(7200))
        #expect(webhook.longestPause == .seconds(86_400))
        #expect(webhook.headers.map(\.name) == ["Authorization", "X-Site"])
        #expect(webhook.headers[0].value.revealed() == "Bearer the second of the signing keys")
        #expect(!"\(webhook)".contains("signing keys"))
    }

    @Test func noHeaderTakesTheDeliverysOwnPlaceOrSmugglesALine() {
        #expect(errors("headers: {Webhook-Id: x}")[0].contains("is the delivery's own"))
        #expect(errors("headers: {content-type: x}")[0].contains("is the delivery's own"))
        #expect(errors("headers: {'X Y': x}")[0].contains("is no header's"))
        #expect(errors("headers: {'X:': x}")[0].contains("is no header's"))
        #expect(errors("headers: {X: \"a\\r\\nY: b\"}")[0].contains("has a line break or another control character"))
    }

    @Test func aTokenInTheFileIsWarnedOfAndMasked() throws {
        let text = camera + "events: {webhooks: [{url: http://localhost/x, headers: {Authorization: hunter2}}]}"
        #expect(try warnings(text).count == 1 && warnings(text)[0].contains("stands in the file in clear"))
        #expect(!"\(try read(text).masked)".contains("hunter2"))
        let plain = camera + "events: {webhooks: [{url: http://localhost/x, headers: {X-Site: north}}]}"
        #expect(try warnings(plain).isEmpty)
    }

    @Test func aCertificateComesWithItsKey() throws {
        let folder = try Folder()
        try folder.write("c.pem", "x")
        let text =
            camera + "events: {webhooks: [{url: https://h/x, secret: '${S}', certificate: \(folder.path)/c.pem}]}"
        let environment = ["S": "a secret that is long enough"]
        #expect(SettingsTests.errors(text, environment)[0].contains("`certificate` and `key` go together"))
    }

    @Test(arguments: [("1 GB", 1_000_000_000), ("1.5 MB", 1_500_000), ("2000kB", 2_000_000)])
    func sizesHaveUnits(text: String, bytes: Int) throws {
        #expect(try read(camera + "state: {max_size: \(text)}").state.maxSize.bytes == bytes)
    }

    @Test func aSizeWithoutItsUnitIsRefusedWithWhatWasMeant() {
        let error = SettingsTests.errors(camera + "state: {max_size: 2000000}")[0]
        #expect(error.contains("an amount with its unit") && error.contains("write `2 MB`"))
        #expect(SettingsTests.errors(camera + "state: {max_size: 1 kB}").count == 1)
    }
}
