/// How long a camera keeps what it has when the box is overloaded, and how soon a worker comes for it.
package enum Priority: String, CaseIterable, Hashable, Sendable {
    case low, normal, high

    /// How many steps a camera of the lowest priority takes before one of this priority takes its first.
    package var headStart: Int {
        switch self {
        case .low: 0
        case .normal: 1
        case .high: 2
        }
    }

    /// How much faster its waiting counts than for the lowest priority.
    package var weight: Double {
        switch self {
        case .low: 1
        case .normal: 2
        case .high: 4
        }
    }
}
