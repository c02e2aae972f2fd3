extension Configuration {
    /// Reads no more than `state` and `events.log` of the main file; all else is as by default.
    ///
    /// Whoever looks at events need not have the cameras' passwords.
    /// - Throws: what is wrong with the file's YAML, with `state` or with `events.log`.
    package static func places(
        path: String, environment: [String: String]
    ) throws(ConfigurationErrors) -> Configuration {
        let bytes: [UInt8]
        do throws(File.Failure) {
            bytes = try File.read(path, limit: largestFile)
        } catch {
            throw .unreadable(path, "cannot read the file: \(error.reason)")
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .unreadable(path, "it is not UTF-8; save the file as UTF-8")
        }
        let tree = Composer.compose(content)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let reader = Reader(environment: environment, folder: folder, findings: tree.findings)
        let state = tree.root?.value(of: "state").flatMap { reader.section($0, over: State()) } ?? State()
        let log = tree.root?.value(of: "events")?.value(of: "log").flatMap { reader.section($0, over: Log()) } ?? Log()
        let errors = SourceText(text, file: path).diagnostics(reader.findings, .error)
        guard errors.isEmpty else { throw ConfigurationErrors(errors: errors, warnings: []) }
        var configuration = Configuration()
        configuration.state = state
        configuration.events.log = log
        return configuration
    }
}
