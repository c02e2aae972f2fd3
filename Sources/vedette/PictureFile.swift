import FoundationEssentials
import Pictures

/// A file that a picture is written to; its name's ending says how.
struct PictureFile {
    private enum Format: String {
        case jpg, jpeg, png
    }

    private let path: String
    private let format: Format

    /// - Returns: nil for an ending other than .jpg, .jpeg and .png.
    init?(path: String) {
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard path.contains("."), let format = Format(rawValue: ending) else { return nil }
        self.path = path
        self.format = format
    }

    func write(_ picture: Picture) throws {
        let bytes = format == .png ? try picture.png() : try picture.jpeg()
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
            throw Failure.exit(Failure.cannotCreate, "\(path): the picture cannot be written there")
        }
    }
}
