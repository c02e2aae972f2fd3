import COpenSSL

/// What chains events: each carries, as `previoushash`, the SHA-256 of the line before it.
enum EventHash {
    /// The first event's `previoushash`: there is none before it.
    static let none = String(repeating: "0", count: 64)

    /// Of a line's bytes without its end, in lower-case hexadecimal digits.
    static func of(_ line: some Collection<UInt8>) -> String {
        let bytes = Array(line)
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        return hexadecimal(digest)
    }

    /// Two lower-case digits a byte.
    static func hexadecimal(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = digits[Int(byte >> 4)]
                text[2 * index + 1] = digits[Int(byte & 15)]
            }
            return 2 * bytes.count
        }
    }
}

private let digits = [UInt8]("0123456789abcdef".utf8)
