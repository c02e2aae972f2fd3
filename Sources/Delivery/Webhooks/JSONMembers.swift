/// The members of a JSON object as they stand in its text: an event's `data` goes out as the very bytes that were logged.
///
/// For text that we wrote: it is not checked for more than is needed to find the members' ends.
struct JSONMembers {
    private var members: [(name: String, value: ArraySlice<UInt8>)] = []

    /// - Parameter text: an object, without space around it.
    /// - Returns: nil where it is none.
    init?(_ text: [UInt8]) {
        guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}"), text.count >= 2 else {
            return nil
        }
        for member in Self.split(text[1..<(text.count - 1)], at: UInt8(ascii: ","))
        where !member.isEmpty {
            let parts = Self.split(member, at: UInt8(ascii: ":"), most: 1)
            guard parts.count == 2, let name = Self.text(parts[0]) else { return nil }
            members.append((name, parts[1]))
        }
    }

    /// The bytes of a member's value.
    subscript(_ name: String) -> ArraySlice<UInt8>? {
        members.first { $0.name == name }?.value
    }

    /// A member's value, where it is a text without escapes other than of quotes and solidi.
    func text(_ name: String) -> String? {
        self[name].flatMap(Self.text)
    }

    private static func text(_ value: ArraySlice<UInt8>) -> String? {
        guard value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"")
        else { return nil }
        var text: [UInt8] = []
        var isEscaped = false
        for byte in value.dropFirst().dropLast() {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                guard
                    !isEscaped || [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(byte)
                else {
                    return nil
                }
                text.append(byte)
                isEscaped = false
            }
        }
        return String(validating: text, as: UTF8.self)
    }

    /// Splits at a byte that stands neither in a text nor in an inner object or list.
    private static func split(_ text: ArraySlice<UInt8>, at separator: UInt8, most: Int = .max)
        -> [ArraySlice<UInt8>]
    {
        var parts: [ArraySlice<UInt8>] = []
        var (start, depth, isText, isEscaped) = (text.startIndex, 0, false, false)
        for (place, byte) in zip(text.indices, text) {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case separator where depth == 0 && parts.count < most:
                parts.append(text[start..<place])
                start = place + 1
            default: break
            }
        }
        return parts + [text[start...]]
    }
}
