extension SourceURL {
    /// An address without its credentials, by two rules that would rather hide too much than too little:
    ///
    /// - All up to the *last* `@` becomes `***@`. A password with an unescaped `/`, `?` or `#` ends the authority early
    ///   for a strict parser, which would take the password's rest for a path and show it.
    /// - The value after any `key=` whose key holds one of ``secretWords`` becomes `***`, up to the next `&`. This
    ///   covers `http://camera/video.cgi?user=…&pwd=…` and paths such as `/user=…&password=…&channel=1`.
    static func redact(scheme: String, rest: String) -> String {
        guard !scheme.isEmpty else { return rest }
        let place = rest.lastIndex(of: "@").map { "***@" + rest[rest.index(after: $0)...] } ?? rest
        let parts = place.split(separator: "&", omittingEmptySubsequences: false).map(maskSecret)
        return scheme + "://" + parts.joined(separator: "&")
    }

    private static let secretWords = [
        "auth", "cred", "jwt", "key", "login", "pass", "psw", "pwd", "secret", "session", "sig", "ticket", "token",
        "user", "usr",
    ]

    /// `text` up to the first `=` that follows a secret key, and `***`; the whole text where there is none.
    private static func maskSecret(in text: Substring) -> String {
        var start = text.startIndex
        while let equals = text[start...].firstIndex(of: "=") {
            let key = text[start..<equals].suffix { $0.isLetter || $0.isNumber || "_-.%".contains($0) }.lowercased()
            if secretWords.contains(where: { key.contains(substring: $0) }) { return text[...equals] + "***" }
            start = text.index(after: equals)
        }
        return String(text)
    }
}

extension StringProtocol {
    /// The longest end of the text whose characters all suit.
    fileprivate func suffix(while suits: (Character) -> Bool) -> SubSequence {
        self[(lastIndex { !suits($0) }.map(index(after:)) ?? startIndex)...]
    }

    /// The text after `prefix`, whose case does not count; nil where the text begins otherwise.
    func dropping(prefix: String) -> String? {
        self.prefix(prefix.count).lowercased() == prefix ? String(dropFirst(prefix.count)) : nil
    }

    func split(around separator: String) -> (before: SubSequence, after: SubSequence)? {
        var start = startIndex
        while start != endIndex {
            if self[start...].hasPrefix(separator) {
                return (self[..<start], self[index(start, offsetBy: separator.count)...])
            }
            start = index(after: start)
        }
        return nil
    }

    func contains(substring: String) -> Bool { split(around: substring) != nil }
}
