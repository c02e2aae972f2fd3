import Delivery
import Logging
import Testing

@Suite("Webhook configuration")
struct WebhookConfigurationTests {
    private let logger = Diary().logger

    private func error(_ change: (inout Webhook.Configuration) -> Void) -> WebhookError? {
        var configuration = Webhook.Configuration(url: "https://example.org/hook", version: "0")
        change(&configuration)
        do throws(WebhookError) {
            _ = try Webhook(configuration, logger: logger)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Addresses that cannot be posted to are refused",
        arguments: [
            "", "example", "/hook", "https://", "http://:80/", "ftp://example.org/", "file:///etc/passwd",
            "http://a b/",
            "https://example.org:99999/", "mailto:someone@example.org",
        ])
    func addresses(url: String) {
        guard case .badURL = error({ $0.url = url }) else {
            return #expect(Bool(false), "'\(url)' was taken")
        }
    }

    @Test(
        "Proper addresses are taken, and named by their origin alone",
        arguments: [
            ("https://example.org/hook?token=t0psecret", "https://example.org"),
            ("http://user:t0psecret@192.0.2.1:8080/t0psecret#t0psecret", "http://192.0.2.1:8080"),
            ("HTTPS://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
        ])
    func names(url: String, name: String) throws {
        let webhook = try Webhook(Webhook.Configuration(url: url, version: "0"), logger: logger)
        #expect(webhook.name == name)
        var named = Webhook.Configuration(url: url, version: "0")
        named.name = "alarm"
        #expect(try Webhook(named, logger: logger).name == "alarm")
    }

    @Test(
        "Bad secrets are refused, and none is ever printed", arguments: ["", "whsec_", "whsec_%%%"])
    func secrets(text: String) {
        #expect(error { $0.secrets = [Receiver.secret, text] } == .badSecret)
        #expect(WebhookSecret(text) == nil)
    }

    @Test("A secret does not print")
    func printed() throws {
        let secret = try #require(WebhookSecret("t0psecret"))
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!"\(secret) \(String(reflecting: secret)) \(dumped)".contains("t0psecret"))
        let url = "https://u:t0psecret@example.org/t0psecret"
        let configuration = Webhook.Configuration(url: url, secret: "t0psecret", version: "0")
        #expect(
            !"\(configuration)".contains("t0psecret")
                && !String(reflecting: configuration).contains("t0psecret"))
    }

    @Test("A pattern that matches no type is refused by name")
    func patterns() {
        #expect(
            error { $0.filter.types = ["vedette.object.*", "vedette.objekt.*"] }
                == .unknownTypes("vedette.objekt.*"))
        #expect(error { $0.filter.types = ["*.started", "vedette.zone.?e*"] } == nil)
    }

    @Test("A missing file of certificates is refused with its key and path")
    func certificates() {
        let error = error { $0.caFile = "/nonexistent/ca.pem" }
        #expect(error?.description == "ca_file: /nonexistent/ca.pem: No such file or directory")
        let other = self.error { $0.key = "/nonexistent/key.pem" }
        #expect(other?.description == "key: /nonexistent/key.pem: No such file or directory")
    }

    @Test("The signature is that of Standard Webhooks' own example")
    func signature() throws {
        // Specification, "Signature scheme", and the reference libraries' common test.
        let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = secret.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330,
            body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }
}
