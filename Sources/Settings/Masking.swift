/// A line of the file with what may be secret replaced, scalar for scalar, so that columns stay true:
/// the user information and the query of URLs, signing secrets, and the values of keys that look like a secret's.
func masked(_ line: String) -> String {
    var scalars = Array(line.unicodeScalars)
    maskCredentials(in: &scalars)
    maskSigningSecrets(in: &scalars)
    maskValues(in: &scalars)
    return String(String.UnicodeScalarView(scalars))
}

private let mask: Unicode.Scalar = "*"

/// Words whose values are nobody's business, a misspelt one among them.
private let secretive = ["secret", "password", "passwd", "token", "credential", "credentials", "key"]

private func isSecretive(_ key: some StringProtocol) -> Bool {
    let key = key.lowercased()
    return secretive.contains { word in
        key.contains(word) || (word.count > 4 && editDistance(key, word, limit: 2) <= 2)
    }
}

/// From `://` to the authority's last `@`, and from a `?` to the end of the URL.
private func maskCredentials(in scalars: inout [Unicode.Scalar]) {
    var index = 0
    while index + 2 < scalars.count {
        guard scalars[index] == ":", scalars[index + 1] == "/", scalars[index + 2] == "/" else {
            index += 1
            continue
        }
        let start = index + 3
        let end = scalars[start...].firstIndex { " \t\"'".unicodeScalars.contains($0) } ?? scalars.count
        let at = scalars[start..<end].lastIndex(of: "@") ?? start
        let query = scalars[at..<end].firstIndex(of: "?").map { $0 + 1 } ?? end
        hide(&scalars, start..<at)
        hide(&scalars, query..<end)
        index = end
    }
}

/// What follows `whsec_`, wherever it stands.
private func maskSigningSecrets(in scalars: inout [Unicode.Scalar]) {
    let prefix = Array("whsec_".unicodeScalars)
    for index in scalars.indices where scalars[index...].starts(with: prefix) {
        let start = index + prefix.count
        let end = scalars[start...].firstIndex { " ,]}\"'".unicodeScalars.contains($0) } ?? scalars.count
        hide(&scalars, start..<end)
    }
}

/// After `secret:` all up to a comma, a closing bracket or the end of the line.
private func maskValues(in scalars: inout [Unicode.Scalar]) {
    for colon in scalars.indices where scalars[colon] == ":" {
        let word = scalars[..<colon].reversed().prefix { $0.properties.isAlphabetic || $0 == "_" || $0 == "-" }
        guard isSecretive(String(String.UnicodeScalarView(word.reversed()))) else { continue }
        let rest = scalars[(colon + 1)...]
        let quote = rest.first { $0 != " " }.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
        let end = quote == nil ? rest.firstIndex { ",}]".unicodeScalars.contains($0) } : nil
        hide(&scalars, (colon + 1)..<(end ?? scalars.count))
    }
}

/// References stay readable: `${NAME}` and `file:PATH` name a secret, they are none.
private func hide(_ scalars: inout [Unicode.Scalar], _ range: Range<Int>) {
    let value = String(String.UnicodeScalarView(scalars[range])).drop { " \"'".contains($0) }
    guard !value.hasPrefix("file:") else { return }
    var index = range.lowerBound
    while index < range.upperBound {
        let rest = scalars[index..<range.upperBound]
        if rest.starts(with: "${".unicodeScalars), let end = rest.firstIndex(of: "}") {
            index = end
        } else if !" \"'".unicodeScalars.contains(scalars[index]) {
            scalars[index] = mask
        }
        index += 1
    }
}
