import Foundation
import Pictures
import TestSupport

/// What Pillow makes of a picture file.
struct Viewer {
    let format: String
    let width: Int
    let height: Int
    let colours: [Colour]

    init(_ bytes: [UInt8], at places: [(x: Int, y: Int)] = []) throws {
        let path = FileManager.default.temporaryDirectory.path + "/vedette-picture-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let lines = try Judge.ask("look_at_picture.py", [path] + places.map { "\($0.x),\($0.y)" })
        let head = lines[0].split(separator: " ")
        (format, width, height) = (String(head[0]), Int(head[1]) ?? 0, Int(head[2]) ?? 0)
        colours = lines.dropFirst().map { line in
            let parts = line.split(separator: " ").compactMap { UInt8($0) }
            return Colour(red: parts[0], green: parts[1], blue: parts[2])
        }
    }
}

extension Colour {
    /// The largest difference of the three parts.
    func difference(from other: Colour) -> Int {
        let parts: [KeyPath<Colour, UInt8>] = [\.red, \.green, \.blue]
        return parts.map { abs(Int(self[keyPath: $0]) - Int(other[keyPath: $0])) }.max() ?? 0
    }
}
