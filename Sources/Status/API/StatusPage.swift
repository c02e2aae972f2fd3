import Digests
import FoundationEssentials

/// The page at `/`: cameras with their newest pictures, what happens, and how the daemon does.
///
/// One file without anything from elsewhere. It is the same for everyone and shows nothing by itself: all that it shows
/// it asks the API for, as whoever looks at it. A browser runs no script and applies no style but these two, whose
/// hashes the page's policy names (CSP Level 3, section 2.3.1).
enum StatusPage {
    static let answer: HTTPAnswer = {
        var answer = HTTPAnswer(type: "text/html; charset=utf-8", body: .bytes(Array(html.utf8)))
        answer.headers.append(("Content-Security-Policy", policy))
        return answer
    }()

    private static let html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Vedette</title>
        <link rel="icon" href="data:,">
        <style>\(StatusPage.style)</style>
        \(StatusPage.body)
        <script>\(StatusPage.script)</script>
        </html>

        """

    private static let policy = [
        "default-src 'none'", "connect-src 'self'", "img-src blob: data:", "style-src '\(hash(style))'",
        "script-src '\(hash(script))'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static func hash(_ text: String) -> String {
        "sha256-" + Data(SHA256.digest(Array(text.utf8))).base64EncodedString()
    }
}
