import FoundationEssentials

/// Real footage and models that the tests use where they are at hand; they are not part of the project.
///
/// `VEDETTE_MATERIAL` names their folder; without it, `../shared/material` beside the package is tried.
package enum Material {
    package static let folder: String = {
        let named = ProcessInfo.processInfo.environment["VEDETTE_MATERIAL"]
        return named ?? packageRoot + "/../shared/material"
    }()

    package static let packageRoot: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    package static func path(_ relative: String) -> String { folder + "/" + relative }

    /// For `.enabled(if:)`: whether all the named files are there.
    package static func has(_ relative: String...) -> Bool {
        relative.allSatisfy { FileManager.default.fileExists(atPath: path($0)) }
    }
}
