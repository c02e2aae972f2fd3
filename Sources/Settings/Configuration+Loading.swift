extension Configuration {
    /// A configuration that can be used, and what is suspicious about it.
    package struct Checked: Equatable, Sendable {
        package let configuration: Configuration
        /// Sorted by place.
        package let warnings: [Diagnostic]
    }

    /// More than any fleet of cameras on one box needs, little enough to read whole.
    static let largestFile = 1 << 20

    /// Reads a configuration file, with the files that it names for secrets and labels.
    ///
    /// - Parameter environment: where `${NAME}` looks.
    /// - Throws: everything that is wrong, in one go.
    package static func load(
        path: String, environment: [String: String]
    ) throws(ConfigurationErrors) -> Checked {
        let bytes: [UInt8]
        do {
            bytes = try File.read(path, limit: largestFile)
        } catch {
            throw .unreadable(path, "cannot read the file: \(error.reason)")
        }
        return try parse(bytes: bytes, file: path, environment: environment, isExposed: File.isWorldReadable(path))
    }

    /// Reads a configuration's text; relative paths in it start from the folder of `file`, which need not exist.
    package static func parse(
        text: String, file: String, environment: [String: String]
    ) throws(ConfigurationErrors) -> Checked {
        try parse(bytes: Array(text.utf8), file: file, environment: environment, isExposed: false)
    }

    /// - Parameter isExposed: whether anyone on the machine may read the file.
    static func parse(
        bytes: [UInt8], file: String, environment: [String: String], isExposed: Bool
    ) throws(ConfigurationErrors) -> Checked {
        guard bytes.count <= largestFile else { throw .unreadable(file, "it is larger than \(largestFile >> 10) KiB") }
        let content = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8(content, file) }

        let tree = Composer.compose(content)
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
        let reader = Reader(environment: environment, folder: folder, findings: tree.findings)
        let configuration = tree.root.flatMap { reader.configuration($0, isExposed: isExposed) }
        if tree.root == nil && tree.findings.isEmpty { reader.refuseEmptyFile() }

        let source = SourceText(text, file: file)
        let errors = source.diagnostics(reader.findings, .error)
        let warnings = source.diagnostics(reader.findings, .warning)
        guard errors.isEmpty, let configuration else { throw ConfigurationErrors(errors: errors, warnings: warnings) }
        return Checked(configuration: configuration, warnings: warnings)
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

extension Reader {
    fileprivate func configuration(_ root: Node, isExposed: Bool) -> Configuration? {
        if root.isNull { return refuseEmptyFile() }
        guard let configuration = section(root, over: Configuration()) else { return nil }
        checkLabels(configuration.detector)
        if isExposed && holdsSecret {
            warn(root, "anyone on this machine may read the file, and there are secrets in it", "chmod o-r the file")
        }
        if !configuration.cameras.contains(where: \.enabled), let cameras = root.value(of: "cameras") {
            warn(cameras, "no camera is enabled")
        }
        return configuration
    }

    @discardableResult
    fileprivate func refuseEmptyFile() -> Configuration? {
        fail(.init(text: "", place: .start, parent: ""), "the file is empty; `cameras` at least must stand in it")
        return nil
    }
}

extension ConfigurationErrors {
    fileprivate static func unreadable(_ file: String, _ message: String, at place: Place = .start) -> Self {
        let diagnostic = Diagnostic(
            severity: .error, file: file, line: place.line, column: place.column, message: message, suggestion: nil,
            excerpt: nil)
        return ConfigurationErrors(errors: [diagnostic], warnings: [])
    }

    /// Names the first byte that no UTF-8 text can have there.
    fileprivate static func notUTF8(_ bytes: ArraySlice<UInt8>, _ file: String) -> Self {
        var place = Place.start
        var offset = bytes.startIndex
        var rest = bytes.makeIterator()
        var parser = UTF8.ForwardParser()
        while case .valid(let encoded) = parser.parseScalar(from: &rest) {
            let isBreak = encoded.first == UInt8(ascii: "\n")
            place = isBreak ? Place(line: place.line + 1, column: 1) : Place(line: place.line, column: place.column + 1)
            offset += encoded.count
        }
        let byte = String(bytes[min(offset, bytes.endIndex - 1)], radix: 16, uppercase: true)
        return unreadable(file, "the byte 0x\(byte) is not UTF-8; save the file as UTF-8", at: place)
    }
}
