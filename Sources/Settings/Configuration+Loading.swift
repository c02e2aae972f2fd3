extension Configuration {
    /// A configuration that can be used, and what is suspicious about it.
    package struct Checked: Equatable, Sendable {
        package let configuration: Configuration
        /// Sorted by file and place.
        package let warnings: [Diagnostic]
        private let places: [String: Location]

        fileprivate init(_ configuration: Configuration, _ warnings: [Diagnostic], _ documents: [Document]) {
            self.configuration = configuration
            self.warnings = warnings
            places = documents.reduce(into: [:]) { $1.note(into: &$0) }
        }

        /// For what only turns out when the configuration is put to use.
        ///
        /// - Parameter path: keys with dots between: `detector.model`. Where the file leaves the key out, the place of the
        ///   key above it is named.
        package func error(at path: String, _ message: String) -> Diagnostic {
            var path = path[...]
            while places[String(path)] == nil, let dot = path.lastIndex(of: ".") { path = path[..<dot] }
            let location = places[String(path)] ?? places[""] ?? Location(file: "", place: .start)
            return Diagnostic(
                severity: .error, file: location.file, line: location.place.line, column: location.place.column,
                message: message, suggestion: nil, excerpt: nil)
        }
    }

    fileprivate struct Location: Equatable, Sendable {
        let file: String
        let place: Place
    }

    /// More than any fleet of cameras on one box needs, little enough to read whole.
    static let largestFile = 1 << 20

    /// Reads a configuration file and `cameras/*.yaml` beside it, with the files that they name for secrets and labels.
    ///
    /// All of it is of one moment: a file that changes while it is read is read again.
    ///
    /// - Parameter environment: where `${NAME}` and `credential:NAME` look.
    /// - Throws: everything that is wrong, in one go.
    package static func load(
        path: String, environment: [String: String]
    ) throws(ConfigurationErrors) -> Checked {
        let files: ConfigurationFiles
        do throws(ConfigurationFiles.Failure) {
            files = try ConfigurationFiles.read(path)
        } catch {
            throw .unreadable(error.path, "cannot read the file: \(error.reason)")
        }
        return try parse(files, environment: environment)
    }

    /// Reads a configuration's text; relative paths in it start from the folder of `file`, which need not exist.
    package static func parse(
        text: String, file: String, environment: [String: String]
    ) throws(ConfigurationErrors) -> Checked {
        let main = ConfigurationFiles.Entry(path: file, bytes: Array(text.utf8), isExposed: false)
        return try parse(ConfigurationFiles(main: main, cameras: []), environment: environment)
    }

    private static func parse(
        _ files: ConfigurationFiles, environment: [String: String]
    ) throws(ConfigurationErrors) -> Checked {
        let main = try Document(files.main, environment: environment)
        main.reader.hasCameraFiles = !files.cameras.isEmpty
        var documents = [main]
        var configuration = main.configuration
        for file in files.cameras {
            let document = try Document(file, cameraOf: main, environment: environment)
            documents.append(document)
            if let camera = document.camera(besides: configuration, in: main) { configuration?.cameras.append(camera) }
        }
        if let configuration {
            for document in documents { document.reader.checkLabels(configuration.detector) }
            main.checkCameras(of: configuration)
        }
        let errors = documents.flatMap { $0.source.diagnostics($0.reader.findings, .error) }
        let warnings = documents.flatMap { $0.source.diagnostics($0.reader.findings, .warning) }
        guard errors.isEmpty, let configuration else { throw ConfigurationErrors(errors: errors, warnings: warnings) }
        return Checked(configuration, warnings, documents)
    }
}

/// One of the configuration's files.
private struct Document {
    let source: SourceText
    let root: Node?
    let reader: Reader
    private let isExposed: Bool

    /// The camera that the file is about; nil for the main file.
    private let name: String?

    init(_ file: ConfigurationFiles.Entry, environment: [String: String]) throws(ConfigurationErrors) {
        try self.init(file, name: nil, environment: environment)
    }

    /// `cameras/NAME.yaml`: what stands under a camera's name in the main file.
    init(
        _ file: ConfigurationFiles.Entry, cameraOf main: Document, environment: [String: String]
    ) throws(ConfigurationErrors) {
        let leaf = file.path.split(separator: "/").last ?? ""
        try self.init(file, name: String(leaf.dropLast(".yaml".count)), environment: environment)
        reader.cameraDefaults = main.reader.cameraDefaults
    }

    private init(
        _ file: ConfigurationFiles.Entry, name: String?, environment: [String: String]
    ) throws(ConfigurationErrors) {
        let path = file.path
        guard file.bytes.count <= Configuration.largestFile else {
            throw .unreadable(path, "it is larger than \(Configuration.largestFile >> 10) KiB")
        }
        let content = file.bytes.starts(with: byteOrderMark) ? file.bytes.dropFirst(3) : file.bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8(content, path) }
        let tree = Composer.compose(content, path: name.map { "cameras.\($0)" } ?? "")
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        self.name = name
        source = SourceText(text, file: path)
        root = tree.root
        reader = Reader(environment: environment, folder: folder, findings: tree.findings)
        isExposed = file.isExposed
        if tree.root?.isNull ?? tree.findings.isEmpty { refuseEmptyFile() }
    }

    /// Of the main file; nil where it is none.
    var configuration: Configuration? {
        guard let root, !root.isNull, let configuration = reader.section(root, over: Configuration()) else {
            return nil
        }
        warnOfExposure(root)
        return configuration
    }

    /// Of a camera's file; nil where there is something wrong with it.
    func camera(besides configuration: Configuration?, in main: Document) -> Configuration.Camera? {
        guard let root, let name else { return nil }
        guard isName(name) else {
            reader.fail(root, "the file's name is the camera's, and \(quoted(name)) is none; allowed: \(nameAllowed)")
            return nil
        }
        if configuration?.camera(named: name) != nil {
            reader.fail(root, "the camera \(quoted(name)) stands in \(main.source.file) too", "take one of them out")
            return nil
        }
        let camera = Kind<Configuration.Camera>.section().read(root, reader.cameraDefaults, reader)
        warnOfExposure(root)
        return camera.map { camera in
            var camera = camera
            camera.name = name
            return camera
        }
    }

    func checkCameras(of configuration: Configuration) {
        guard let root, !configuration.cameras.contains(where: \.enabled) else { return }
        reader.warn(root.value(of: "cameras") ?? root, "no camera is enabled")
    }

    /// The place of each key, by the way to it.
    func note(into places: inout [String: Configuration.Location]) {
        guard let root else { return }
        var waiting = [root]
        while let node = waiting.popLast() {
            places[node.path] = Configuration.Location(file: source.file, place: node.place)
            guard case .mapping(let pairs) = node.content else { continue }
            waiting += pairs.map(\.value)
        }
    }

    private func warnOfExposure(_ root: Node) {
        guard isExposed, reader.holdsSecret else { return }
        reader.warn(root, "anyone on this machine may read the file, and there are secrets in it", "chmod o-r the file")
    }

    private func refuseEmptyFile() {
        let needed = name == nil ? "cameras" : "source"
        reader.fail(
            .init(text: "", place: .start, parent: ""), "the file is empty; `\(needed)` at least must stand in it")
    }
}

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

extension ConfigurationErrors {
    static func unreadable(_ file: String, _ message: String, at place: Place = .start) -> Self {
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
