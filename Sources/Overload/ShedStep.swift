/// What a camera gives up while the box has more to do than it can, mildest first; a camera that takes a step has taken
/// those before it. The raw value is what events and metrics call it.
package enum ShedStep: String, CaseIterable, Hashable, Sendable {
    /// Pictures are decoded without their codec's deblocking filter: less work, a little less sharp.
    case loopFilter = "loop_filter"

    /// Half as many frames a second are looked at.
    case rate

    /// Only keyframes are decoded.
    case policy

    /// The detector looks at whole pictures alone, not at regions as well.
    case regions

    /// Its place in the order, from 1: how many steps are taken where this is the last.
    var place: Int {
        switch self {
        case .loopFilter: 1
        case .rate: 2
        case .policy: 3
        case .regions: 4
        }
    }
}
