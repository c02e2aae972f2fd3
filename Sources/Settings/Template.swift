/// A text with references to the environment: `${NAME}` stands for a variable's value, `$$` for one `$`.
struct Template {
    enum Piece: Equatable {
        case literal(String)
        case variable(String)
    }

    /// What is wrong with a reference; a text without references is always well formed.
    struct Malformed: Error {
        let reason: String
    }

    private(set) var pieces: [Piece] = []

    init(_ text: String) throws(Malformed) {
        var rest = text[...]
        var literal = ""
        while let character = rest.popFirst() {
            guard character == "$", let next = rest.first, next == "$" || next == "{" else {
                literal.append(character)
                continue
            }
            rest.removeFirst()
            if next == "$" {
                literal.append("$")
            } else {
                pieces.append(.literal(literal))
                literal = ""
                pieces.append(.variable(try Self.name(&rest)))
            }
        }
        pieces.append(.literal(literal))
    }

    private static func name(_ rest: inout Substring) throws(Malformed) -> String {
        guard let end = rest.firstIndex(of: "}") else { throw Malformed(reason: "`${` without its `}`") }
        let name = rest[..<end]
        rest = rest[rest.index(after: end)...]
        let isName = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard isName, !name.isEmpty, name.first?.isNumber == false else {
            throw Malformed(reason: "`${…}` takes a variable's name: letters, digits and `_`")
        }
        return String(name)
    }

    var variables: [String] {
        pieces.compactMap { if case .variable(let name) = $0 { name } else { nil } }
    }

    func filled(_ value: (String) -> String) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .variable(let name): value(name)
            }
        }.joined()
    }

    /// As `filled`, but what goes into a URL's user information is percent-encoded, so that a password may hold any character.
    func filledAsURL(_ value: (String) -> String) -> String {
        var url = ""
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let text): url += text
            case .variable(let name): url += isInUserInformation(index) ? percentEncoded(value(name)) : value(name)
            }
        }
        return url
    }

    /// Whether what stands in the file puts a piece between `://` and the `@` that ends the user information.
    private func isInUserInformation(_ index: Int) -> Bool {
        func literals(_ pieces: some Sequence<Piece>) -> String {
            pieces.compactMap { if case .literal(let text) = $0 { text } else { nil } }.joined()
        }
        let before = literals(pieces[..<index])
        let after = literals(pieces[index...]).prefix { !"/?#".contains($0) }
        guard let mark = before.firstRange(of: "://") else { return false }
        return after.contains("@") && !before[mark.upperBound...].contains { "/?#".contains($0) }
    }
}

/// All but the unreserved characters of RFC 3986, section 2.3, as `%XX`.
private func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.map { byte in
        let character = Character(Unicode.Scalar(byte))
        let isUnreserved = byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
        return isUnreserved ? String(character) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
}
