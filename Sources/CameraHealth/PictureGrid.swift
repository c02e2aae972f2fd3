import Frames

/// A picture's luma in cells: how bright each is, how it slopes, and how abruptly it changes from pixel to pixel.
///
/// The plane is read in place, four rows of each row of cells; nothing is allocated once the arrays are there. Grey levels
/// are those of full range, 0 to 255, whatever the stream's range is.
struct PictureGrid {
    let columns: Int
    let rows: Int

    /// Of each cell, row by row: its mean grey level.
    private(set) var levels: [Float]

    /// The slope of the levels, in grey levels a cell.
    private(set) var slopeX: [Float]
    private(set) var slopeY: [Float]

    /// The largest step from one pixel to the next: as large as the slope or larger at a sharp edge, much smaller at a
    /// blurred one.
    private(set) var steps: [Float]

    /// Of each tile: a hash of every pixel that was read.
    private(set) var prints: [UInt64]

    /// Of each tile: its mean grey level.
    private(set) var tileLevels: [Float]

    /// The mean of all cells, and the level that one cell in fifty is brighter than.
    private(set) var level: Double = 0
    private(set) var brightest: Double = 0

    /// The step that noise alone makes: the median of the cells that do not slope.
    private(set) var noise: Float = 0

    /// Of each cell: the number of its tile.
    let tiles: [Int]

    /// Tiles divide the picture so that what hides a part of it has a part's vote.
    static let (tileColumns, tileRows) = (8, 6)
    static let tileCount = tileColumns * tileRows

    /// A cell is a square of a multiple of 8 pixels, so that the picture is about a hundred cells wide.
    private let size: (width: Int, height: Int)
    private let units: Int
    private let cellsOfTile: [Float]
    private var hashes: [UInt64]
    private var histogram = [Int](repeating: 0, count: 256)

    private static let unit = 8
    private static let rowsRead = 4

    /// - Returns: nil for a picture too small to say anything about: below 136 pixels wide or 96 high.
    init?(_ luma: Plane) {
        units = max(1, (luma.width + 384) / 768)
        let cell = units * Self.unit
        // Each pixel is compared with its right neighbour, so one must be left after the last cell.
        (columns, rows) = ((luma.width - 1) / cell, luma.height / cell)
        guard columns >= 2 * Self.tileColumns, rows >= 2 * Self.tileRows else { return nil }
        size = (luma.width, luma.height)
        let (columns, rows) = (columns, rows)
        tiles = (0..<rows * columns).map { index in
            index / columns * Self.tileRows / rows * Self.tileColumns
                + index % columns * Self.tileColumns / columns
        }
        var cells = [Float](repeating: 0, count: Self.tileCount)
        for tile in tiles { cells[tile] += 1 }
        cellsOfTile = cells
        levels = Array(repeating: 0, count: rows * columns)
        (slopeX, slopeY, steps) = (levels, levels, levels)
        tileLevels = Array(repeating: 0, count: Self.tileCount)
        prints = Array(repeating: 0, count: Self.tileCount)
        hashes = prints
    }

    func fits(_ luma: Plane) -> Bool { (luma.width, luma.height) == size }

    var count: Int { columns * rows }

    /// Reads a picture of the size that the grid was made for.
    mutating func read(_ luma: Plane, fullRange: Bool) {
        for tile in prints.indices {
            prints[tile] = 0
            tileLevels[tile] = 0
        }
        let scale: Float = fullRange ? 1 : 255 / 219
        let offset: Float = fullRange ? 0 : 16
        for row in 0..<rows { readRow(row, of: luma, scale: scale, offset: offset) }
        for tile in prints.indices { tileLevels[tile] /= cellsOfTile[tile] }
        slope()
        findLevels()
        findNoise()
    }

    private mutating func readRow(_ row: Int, of luma: Plane, scale: Float, offset: Float) {
        let cell = units * Self.unit
        // Rows at 1/8, 3/8, 5/8 and 7/8 of the cell's height: all below `luma.height`.
        let first = unsafe luma.base + (row * cell + cell / 8) * luma.stride
        let step = cell / 4 * luma.stride
        let pixels = Float(units * Self.unit * Self.rowsRead)
        for column in 0..<columns {
            var sum = SIMD8<UInt16>.zero
            var largest = SIMD8<UInt8>.zero
            var hash: UInt64 = 0
            for line in 0..<Self.rowsRead {
                for unit in 0..<units {
                    // In bounds: `columns * cell + 1 <= luma.width`, and a stride is never shorter.
                    let at = unsafe UnsafeRawPointer(first + line * step + column * cell + unit * Self.unit)
                    let here = unsafe at.loadUnaligned(as: SIMD8<UInt8>.self)
                    let right = unsafe (at + 1).loadUnaligned(as: SIMD8<UInt8>.self)
                    let change = pointwiseMax(here, right) &- pointwiseMin(here, right)
                    largest = pointwiseMax(largest, change)
                    sum &+= SIMD8<UInt16>(truncatingIfNeeded: here)
                    let bits = unsafe unsafeBitCast(here, to: UInt64.self)
                    hash = (hash ^ bits) &* 0x9E37_79B9_7F4A_7C15
                    hash ^= hash >> 29
                }
            }
            let index = row * columns + column
            levels[index] = (Float(SIMD8<UInt32>(truncatingIfNeeded: sum).wrappedSum()) / pixels - offset) * scale
            steps[index] = Float(largest.max()) * scale
            prints[tiles[index]] = (prints[tiles[index]] ^ hash) &* 0xBF58_476D_1CE4_E5B9
            tileLevels[tiles[index]] += levels[index]
        }
    }

    /// Central differences; none at the border.
    private mutating func slope() {
        for row in 1..<rows - 1 {
            for index in row * columns + 1..<(row + 1) * columns - 1 {
                slopeX[index] = (levels[index + 1] - levels[index - 1]) / 2
                slopeY[index] = (levels[index + columns] - levels[index - columns]) / 2
            }
        }
    }

    private mutating func findNoise() {
        for step in histogram.indices { histogram[step] = 0 }
        var flat = 0
        for cell in steps.indices where abs(slopeX[cell]) + abs(slopeY[cell]) < 1 {
            histogram[Int(min(steps[cell], 255))] += 1
            flat += 1
        }
        var below = 0
        noise = Float(
            histogram.indices.first {
                below += histogram[$0]; return below * 2 >= flat
            } ?? 0)
    }

    private mutating func findLevels() {
        for level in histogram.indices { histogram[level] = 0 }
        var sum: Float = 0
        for level in levels {
            sum += level
            histogram[Int(min(max(level, 0), 255))] += 1
        }
        level = Double(sum) / Double(count)
        var above = 0
        brightest = Double(
            histogram.indices.last {
                above += histogram[$0]; return above * 50 >= count
            } ?? 0)
    }
}
