/// The moving cells of the frame that was examined last: a byte a cell, 255 where something moves, else 0.
package struct MotionMask: Hashable, Sendable {
    package let width: Int
    package let height: Int
    package let cells: [UInt8]

    /// The mask as a portable grey map (binary PGM), for comparisons with other programs.
    package var pgm: [UInt8] { Array("P5\n\(width) \(height)\n255\n".utf8) + cells }
}
