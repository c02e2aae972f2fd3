extension Configuration {
    /// Where the daemon keeps its state, as far as a file tells that may have errors elsewhere, or may not be readable.
    ///
    /// - Parameter environment: where `${NAME}` looks.
    package static func stateDirectory(path: String, environment: [String: String]) -> String {
        let standard = State().directory
        guard let bytes = try? File.read(path, limit: largestFile) else { return standard }
        let tree = Composer.compose(bytes[...], path: "")
        guard let node = tree.root?.value(of: "state") else { return standard }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let reader = Reader(environment: environment, folder: folder, findings: [])
        return reader.section(node, over: State())?.directory ?? standard
    }
}
