import FoundationEssentials
import Settings
import Testing

@Suite("Secrets come from outside the file and are shown nowhere")
struct SecretTests {
    private let address = "cameras: {a: {source: 'rtsp://viewer:${PASSWORD}@192.0.2.10:554/s?subtype=1'}}\n"

    @Test func aVariableFillsAnAddress() throws {
        let url = try read(address, ["PASSWORD": "p@ss/w#rd ü"]).cameras[0].source.url
        #expect(url.revealed() == "rtsp://viewer:p%40ss%2Fw%23rd%20%C3%BC@192.0.2.10:554/s?subtype=1")
        #expect(url.description == "rtsp://192.0.2.10:554/s?…")
        #expect(url.scheme == "rtsp")
        #expect(url.host == "192.0.2.10")
    }

    @Test func aWholeAddressFromTheEnvironmentStaysAsItIs() throws {
        let url = try read("cameras: {a: {source: '${URL}'}}", ["URL": "http://a:b%40@[::1]:80/x"]).cameras[0].source
            .url
        #expect(url.revealed() == "http://a:b%40@[::1]:80/x")
        #expect(url.isLoopback)
        #expect(url.description == "http://[::1]:80/x")
    }

    @Test func nothingPrintsASecret() throws {
        let text =
            address + "events: {webhooks: [{url: 'https://u:${PASSWORD}@h/x?t=${PASSWORD}', secret: '${PASSWORD}'}]}"
        let configuration = try read(text, ["PASSWORD": "correct-horse-battery-staple"])
        var dumped = ""
        dump(configuration, to: &dumped)
        for shown in [dumped, String(describing: configuration), String(reflecting: configuration)] {
            #expect(!shown.contains("horse"))
            #expect(!shown.contains("viewer"))
        }
        #expect(dumped.contains("192.0.2.10"))
    }

    @Test(arguments: [
        "cameras: {a: {source: 'rtsp://viewer:hunter2@192.0.2.10:0/'}}",
        "cameras: {a: {source: 'rtsp://viewer:hunter2/@192.0.2.10/'}}",
        "cameras: {a: {source: 'ftp://viewer:hunter2@192.0.2.10/'}}",
        "cameras: {a: {sourc: 'rtsp://viewer:hunter2@192.0.2.10/'}}",
        "cameras: {a: 'rtsp://viewer:hunter2@192.0.2.10/'}",
        "cameras: {a: {source: 'rtsp://viewer:hunter2@h/${NONE}'}}",
        "cameras: {a: {source: 'rtsp://h/x?password=hunter2&${NONE}'}}",
        "cameras: {a: {detect: rtsp://viewer:hunter2@192.0.2.10/ }}",
        "events: {webhooks: [{secret: whsec_hunter2}]}",
        "events: {webhooks: [whsec_hunter2]}",
        "events: {webhooks: [{secert: hunter2, url: 1}]}",
        "events: {webhooks: [{Secret: \"hunter2, {\", url: 1}]}",
        "events: {webhooks: [{secret: \"hunter2\", url: 1}]}",
        "events:\n  webhooks:\n    - secret: \"hunter2\n",
    ])
    func noErrorQuotesASecret(_ text: String) {
        do throws(ConfigurationErrors) {
            _ = try read(text)
            Issue.record("read without an error")
        } catch {
            let shown = error.rendered + error.description + error.warnings.map(\.rendered).joined()
            #expect(!shown.contains("hunter2"), "\(shown)")
        }
    }

    @Test func aFileGivesASecretWithoutItsLastLineBreak() throws {
        let folder = try Folder()
        try folder.write("hook", "a secret that is long enough\n")
        let text = camera + "events: {webhooks: [{url: https://h/, secret: 'file:${CREDENTIALS_DIRECTORY}/hook'}]}"
        let webhook = try read(text, ["CREDENTIALS_DIRECTORY": folder.path]).events.webhooks[0]
        #expect(webhook.secret == Secret("a secret that is long enough"))
        #expect(webhook.signingKey == Array("a secret that is long enough".utf8))
    }

    @Test func aRelativeSecretFileStartsFromTheConfigurationsFolder() throws {
        let folder = try Folder()
        try folder.write("url", "rtsp://a:b@h/x")
        let text = "cameras: {a: {source: file:url}}"
        let checked = try Configuration.parse(text: text, file: folder.path + "/c.yaml", environment: [:])
        #expect(checked.configuration.cameras[0].source.url.revealed() == "rtsp://a:b@h/x")
        #expect(checked.warnings.isEmpty)
    }

    @Test(arguments: [
        ("${NONE}", "the environment has no variable `NONE`"),
        ("${PASWORD}", "the environment has no variable `PASWORD`; did you mean `PASSWORD`?"),
        ("${}", "`${…}` takes a variable's name: letters, digits and `_`; a `$` itself is written `$$`"),
        ("${a b}", "`${…}` takes a variable's name"),
        ("${PASSWORD", "`${` without its `}`"),
        ("${EMPTY}", "is empty"),
        ("${LINES}", "has a line break or another control character in it"),
        ("file:/nowhere/at/all", "cannot read `/nowhere/at/all`: No such file or directory"),
        ("file:/", "cannot read `/`: Is a directory"),
        ("file:/dev/zero", "cannot read `/dev/zero`: it is larger than 64 KiB"),
        ("whsec_%%%", "begins with `whsec_`, but what follows is not base64"),
    ])
    func aReferenceThatLeadsNowhere(_ secret: String, _ message: String) {
        let text = camera + "events: {webhooks: [{url: https://h/, secret: '\(secret)'}]}"
        let found = errors(text, ["PASSWORD": "x", "EMPTY": "", "LINES": "a\nb"])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("c.yaml:4:47: ") == true, "\(found)")
        #expect(found.first?.contains(message) == true, "\(found)")
    }

    @Test func dollarsThatReferToNothingStay() throws {
        let configuration = try read("cameras: {a: {source: '/a$b/$$c/$${d}'}}")
        #expect(configuration.cameras[0].source.url.revealed() == "/a$b/$c/${d}")
    }

    @Test func base64SecretsSignWithWhatTheyStandFor() throws {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        let text = camera + "events: {webhooks: [{url: https://h/, secret: '${S}'}]}"
        let key = try read(text, ["S": secret]).events.webhooks[0].signingKey
        #expect(key?.count == 24)
        #expect(key?.prefix(3) == [0x31, 0xF2, 0x90])
        #expect(try warnings(text, ["S": secret]).isEmpty)
    }
}
