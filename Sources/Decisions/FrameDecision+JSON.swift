import FoundationEssentials
import Geometry
import Motion

extension FrameDecision: Encodable {
    private enum CodingKeys: String, CodingKey {
        case frame, time, gate, barren, areas, candidates, objects, told, withheld
        case seconds = "pts_seconds"
        case weakerCandidates = "weaker_candidates"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .frame)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(captured, forKey: .time)
        try container.encodeIfPresent(gate.map(GateRow.init), forKey: .gate)
        if !barren.isEmpty { try container.encode(barren, forKey: .barren) }
        try container.encode(areas, forKey: .areas)
        try container.encode(candidates.map(CandidateRow.init), forKey: .candidates)
        try container.encode(weakerCandidates, forKey: .weakerCandidates)
        try container.encode(objects.map(ObjectRow.init), forKey: .objects)
        try container.encode(withheld, forKey: .withheld)
        try container.encode(told, forKey: .told)
    }

    /// One JSON object on one line, keys sorted.
    package func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(self))
    }
}

private struct GateRow: Encodable {
    let open: Bool
    let reason: String
    let largestArea: Double
    let minimumArea: Double
    let changedArea: Double
    let regions: [Box]

    init(_ gate: FrameDecision.Gate) {
        open = gate.verdict.passes
        reason = gate.verdict.reason.rawValue
        largestArea = gate.verdict.largestArea
        minimumArea = gate.minimumArea
        changedArea = gate.verdict.changedArea
        regions = gate.verdict.regions
    }

    private enum CodingKeys: String, CodingKey {
        case open, reason, regions
        case largestArea = "largest_area"
        case minimumArea = "minimum_area"
        case changedArea = "changed_area"
    }
}

private struct CandidateRow: Encodable {
    let label: String
    let score: Double
    let box: Box
    let fate: String

    /// The object that it joined or began.
    let object: Int?
    let reason: String

    init(_ candidate: Candidate) {
        label = candidate.label
        score = candidate.score
        box = candidate.box
        fate = candidate.fate.name
        object = candidate.fate.object
        reason = candidate.fate.words
    }
}

private struct ObjectRow: Encodable {
    let id: Int
    let label: String
    let score: Double
    let box: Box
    let standing: String
    let reason: String

    init(_ object: FollowedObject) {
        id = object.id
        label = object.label
        score = object.score
        box = object.box
        standing = object.standing.name
        reason = object.standing.words
    }
}

extension Candidate.Fate {
    /// For machines and for counting.
    package var name: String {
        switch self {
        case .turnedAway: "turned_away"
        case .joined: "joined"
        case .began: "began"
        case .tooWeakToBegin: "too_weak_to_begin"
        case .repeats: "repeats"
        }
    }

    fileprivate var object: Int? {
        switch self {
        case .joined(let object), .began(let object): object
        default: nil
        }
    }
}

extension FollowedObject.Standing {
    fileprivate var name: String {
        switch self {
        case .told: "told"
        case .lost: "lost"
        case .doubted: "doubted"
        case .turnedAway: "turned_away"
        case .ended: "ended"
        }
    }
}
