import Ingest
import Testing

@Suite struct SourceURLTests {
    @Test(arguments: [
        ("rtsp://192.0.2.10/stream2", "rtsp://192.0.2.10/stream2"),
        ("rtsp://viewer:hunter2@192.0.2.10/stream2", "rtsp://***@192.0.2.10/stream2"),
        ("RTSP://viewer:hunter2@192.0.2.10:554/a?b=c", "rtsp://***@192.0.2.10:554/a?b=c"),
        ("rtsp://viewer@192.0.2.10/", "rtsp://***@192.0.2.10/"),
        ("rtsp://viewer:hun@ter2@camera/1", "rtsp://***@camera/1"),
        ("rtsp://viewer:hun/ter2@camera/1", "rtsp://***@camera/1"),
        ("rtsp://viewer:12/34@camera/1", "rtsp://***@camera/1"),
        ("rtsp://viewer:hun?ter2@camera/1", "rtsp://***@camera/1"),
        ("rtsp://viewer:hun#ter2@camera/1", "rtsp://***@camera/1"),
        ("rtsps://viewer:hunter2@[2001:db8::1]/1", "rtsps://***@[2001:db8::1]/1"),
        ("http://camera/video.cgi?user=viewer&pwd=hunter2&fps=5", "http://camera/video.cgi?user=***&pwd=***&fps=5"),
        ("http://camera/v?access_token=hunter2", "http://camera/v?access_token=***"),
        ("http://camera/v?X-Amz-Signature=hunter2&x=1", "http://camera/v?X-Amz-Signature=***&x=1"),
        ("https://camera/v?apiKey=hun=ter2", "https://camera/v?apiKey=***"),
        ("rtsp://camera/user=admin&password=hunter2&channel=1", "rtsp://camera/user=***&password=***&channel=1"),
        ("rtsp://camera/user=admin_password=hunter2_channel=1", "rtsp://camera/user=***"),
        ("/var/clips/a@b.mp4", "/var/clips/a@b.mp4"),
        ("file:///var/clips/a.mp4", "/var/clips/a.mp4"),
        ("clip:1.mp4", "clip:1.mp4"),
    ])
    func descriptionHidesCredentials(address: String, redacted: String) throws {
        let source = try SourceURL(address)
        #expect(source.description == redacted)
        #expect("\(source)" == redacted)
        #expect(String(reflecting: source) == redacted)
        var dumped = ""
        dump(source, to: &dumped)
        for secret in ["hunter2", "ter2", "viewer", "admin", "12/34"] { #expect(!dumped.contains(secret)) }
    }

    @Test(arguments: ["", "rtsp://", "gopher://viewer:hunter2@camera/", "concat://a|b", "pipe://0"])
    func refusesWhatIsNoSourceAndKeepsSecretsAllTheSame(address: String) throws {
        let error = try #require(throws: MediaError.self) { try SourceURL(address) }
        #expect(error.cause == .badAddress)
        #expect(!error.description.contains("hunter2"))
        #expect(error.description.contains("rtsp://"))
    }

    @Test func tellsKindsApart() throws {
        #expect(try SourceURL("rtsps://camera/").kind == .rtsp)
        #expect(try SourceURL("https://camera/").kind == .http)
        #expect(try SourceURL("clip.mp4").kind == .file)
        #expect(try SourceURL("clips/a b.mp4").path == "clips/a b.mp4")
    }
}
