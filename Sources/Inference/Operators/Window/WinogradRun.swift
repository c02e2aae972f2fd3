import CKernels

/// A convolution by three times three in Winograd's form: blocks of tiles through working memory of their own.
struct WinogradRun {
    /// Bytes of working memory that keep the points and sums of a block near the core.
    private static let blockBytes = 3 << 19

    private let base: ConvRun

    init(_ base: ConvRun) { self.base = base }

    /// Tiles of a block: a multiple of every line that the product's kernels take at once.
    private static func tiles(_ packed: PackedWeights, _ result: [Int]) -> Int {
        let all = ((result[2] + 3) / 4) * ((result[3] + 3) / 4)
        let each = 144 * (packed.inChannels + packed.outChannels)
        return min(all, max(blockBytes / each / 24 * 24, 24))
    }

    static func scratch(_ packed: PackedWeights, _ result: [Int]) -> Int {
        let tiles = tiles(packed, result)
        let floats = net_winograd_scratch(
            packed.level, Int32(packed.outChannels), Int32(packed.inChannels), Int32(tiles))
        return floats * MemoryLayout<Float>.size
    }

    var run: Run {
        let from = PictureLayout(base.layouts.input), to = PictureLayout(base.layouts.result)
        let also = base.conv.addition == .none ? nil : base.layouts.addition.map(PictureLayout.init)
        let template = base.template(from: from, to: to, also: also, regions: 0)
        let inExtents = base.extents(base.input), outExtents = base.extents(base.result)
        let window = net_winograd(
            in_height: Int32(inExtents[0]), in_width: Int32(inExtents[1]), height: Int32(outExtents[0]),
            width: Int32(outExtents[1]), pad_top: Int32(base.window.pads[0]), pad_left: Int32(base.window.pads[1]),
            tiles: Int32(WinogradRun.tiles(base.packed, base.result.shape)))
        let packed = base.packed, batches = base.input.shape[0], result = also == nil ? 1 : 2
        return { memory in
            var call = template, window = window
            for batch in 0..<batches {
                let added = unsafe also.map {
                    unsafe UnsafePointer(memory.pointer(1, as: Float.self) + batch * $0.batch)
                }
                unsafe net_winograd_run(
                    &call, &window, packed.weights(ofGroup: 0), packed.bias(ofGroup: 0),
                    memory.pointer(0, as: Float.self) + batch * from.batch, added,
                    memory.pointer(result, as: Float.self) + batch * to.batch, memory.pointer(result + 1))
            }
        }
    }
}
