import Geometry
import Motion
package import Pictures

extension FrameDecision {
    /// The decision as it is drawn onto its frame: thin blue where something moved, dashed grey where the detector looked, a colour for
    /// each object that is told of, orange dashes for those in doubt, grey for what was turned away; the words below. What is told
    /// of comes last, so that it lies on top and its words find their place first.
    package var annotations: Annotations {
        let motion = (gate?.verdict.regions ?? []).filter { $0 != .whole }.map { box in
            Annotations.Mark.box(box, Stroke(.blue, weight: 0.5))
        }
        let looks = areas.filter { $0 != .whole }.map { box in
            Annotations.Mark.box(box, Stroke(.grey, dashed: true, weight: 0.5))
        }
        let caption =
            [headline] + withheld.map { "withheld: \($0.rule): \($0.reason)" } + told.map { "told \($0.type)" }
        let others = objects.filter { !$0.isToldOf }
        return Annotations(
            motion + looks + candidates.compactMap(\.mark) + others.compactMap(\.mark) + toldOf + [.caption(caption)])
    }

    /// For whoever looks at the camera, not at the decisions: the objects that are told of.
    package var sights: Annotations { Annotations(toldOf) }

    private var toldOf: [Annotations.Mark] { objects.filter(\.isToldOf).compactMap(\.mark) }
}

extension Candidate {
    /// Nil for what became an object: that is drawn.
    fileprivate var mark: Annotations.Mark? {
        switch fate {
        case .joined, .began: nil
        case .tooWeakToBegin: .box(box, Stroke(.grey, weight: 0.4))
        case .turnedAway, .repeats:
            .box(box, label: "\(label) \(share(score)): \(fate.words)", Stroke(.grey, weight: 0.7))
        }
    }
}

extension FollowedObject {
    fileprivate var isToldOf: Bool {
        switch standing {
        case .told, .lost: true
        case .doubted, .turnedAway, .ended: false
        }
    }

    fileprivate var mark: Annotations.Mark? {
        let name = "\(label) \(id)"
        switch standing {
        case .told: return .box(box, label: "\(name) \(share(score))", Stroke(.number(id)))
        case .lost: return .box(box, label: "\(name), out of sight", Stroke(.number(id), dashed: true))
        case .doubted(let doubt):
            return .box(box, label: "\(name): \(doubt?.reason ?? "not seen just now")", Stroke(.orange, dashed: true))
        case .turnedAway(let verdict):
            return .box(box, label: "\(name): \(verdict.reason ?? "")", Stroke(.grey, dashed: true))
        case .ended: return nil
        }
    }
}
