import Glibc

extension ZoneInfo {
    /// A place of the system's database, as `Europe/Berlin`.
    ///
    /// - Throws: ``Malformed``, with a reason for a person, where there is no such place or its file is broken.
    package init(named name: String) throws(Malformed) {
        let isName = name.utf8.allSatisfy { byte in
            let character = Character(Unicode.Scalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber || "/_+-".contains(character))
        }
        guard isName, !name.isEmpty, !name.hasPrefix("/"), name.utf8.count <= 64 else {
            throw Malformed(reason: "it is no name of a place")
        }
        guard let bytes = Self.read("/usr/share/zoneinfo/" + name) else {
            throw Malformed(reason: "the system's time zones (package tzdata) have no such place")
        }
        try self.init(name: name, tzif: bytes)
    }

    /// The largest of the database has 4 KiB.
    private static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count >= 0 ? Array(bytes.prefix(count)) : nil
    }
}
