/// Several conditions that together are worth telling: all at once, any of them, or one after the other.
///
/// It sees what the other rules tell, so that what their schedules and cool-downs keep quiet is no condition either.
package struct ComposedRule: Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// All hold at once; what happens in a moment holds for `within` after it.
        case all
        /// One of them begins or happens.
        case any
        /// They begin or happen in this order, from the first to the last within `within`.
        case then
    }

    package let name: String
    package let kind: Kind
    package let conditions: [Condition]
    /// Seconds.
    package let within: Double
    /// Whether one object has to meet them all.
    package let isOfOneObject: Bool
    private let subject: Subject
    private var permit: Permit
    private var progress: [Int: Progress] = [:]

    /// Of all objects together, where one need not meet all conditions.
    private static let everybody = 0

    package init(
        name: String, _ kind: Kind, _ conditions: [Condition], within: Double, ofOneObject: Bool,
        subject: Subject = Subject(), terms: Terms = Terms()
    ) {
        self.name = name
        self.kind = kind
        self.conditions = conditions
        self.within = within
        isOfOneObject = ofOneObject
        self.subject = subject
        permit = Permit(terms)
    }

    /// How far one object, or everybody, has come.
    private struct Progress {
        /// For `all`: who meets each condition now, and when each was last met.
        var holders: [Set<Int>]
        var lastMet: [Double?]
        var wasMet = false
        /// For `then`: the times of the latest beginning of each length; the first is empty.
        var chains: [[Double]?]

        init(_ count: Int) {
            holders = Array(repeating: [], count: count)
            lastMet = Array(repeating: nil, count: count)
            chains = [[]] + Array(repeating: nil, count: count)
        }
    }

    /// - Returns: a match, where the fact makes one.
    mutating func follow(_ fact: Fact, at moment: Moment, log: inout RuleLog) -> Fact? {
        var matched: Fact?
        // From the last on, and no further than a match: one fact is one step of a sequence.
        for index in conditions.indices.reversed() {
            guard let effect = conditions[index].effect(of: fact), concerns(effect) else { continue }
            if let match = follow(effect, on: index, at: moment, log: &log) { matched = matched ?? match }
            if kind == .then, matched != nil { break }
        }
        if case .objectEnded(let object, _) = fact { progress[object.id] = nil }
        return matched
    }

    /// Time has passed: what was met a while ago is not any more.
    mutating func tick(at moment: Moment) {
        guard kind == .all else { return }
        for key in progress.keys where progress[key]?.wasMet == true {
            let isMet = isMet(key, at: moment)
            progress[key]?.wasMet = isMet
        }
    }

    private func concerns(_ effect: Condition.Effect) -> Bool {
        if case .ends = effect { return true }
        return effect.object.map(subject.admits) ?? true
    }

    private mutating func follow(
        _ effect: Condition.Effect, on index: Int, at moment: Moment, log: inout RuleLog
    ) -> Fact? {
        let key = isOfOneObject ? effect.object?.id ?? Self.everybody : Self.everybody
        let times: [Double]?
        switch kind {
        case .any: times = if case .ends = effect { nil } else { [moment.seconds] }
        case .then: times = chain(effect, on: index, key, at: moment)
        case .all: times = gather(effect, on: index, key, at: moment)
        }
        guard let times else { return nil }
        let measure = Measure("conditions", Double(conditions.count), of: Double(conditions.count))
        let outcome = RuleVerdict.Outcome(permit.ask(at: moment), measure)
        log.note(outcome, of: "rules.\(name)", on: effect.object?.id)
        guard case .told = outcome else { return nil }
        let met = kind == .any ? [conditions[index]] : conditions
        return .ruleMatched(
            RuleFact(
                rule: name, kind: kind, object: effect.object, seconds: moment.seconds,
                conditions: zip(met, times).map { .init(text: $0.description, at: $1) }))
    }

    /// - Returns: when the conditions began to be met, once all of them are.
    private mutating func gather(
        _ effect: Condition.Effect, on index: Int, _ key: Int, at moment: Moment
    ) -> [Double]? {
        var state = progress[key] ?? Progress(conditions.count)
        let id = effect.object?.id ?? Self.everybody
        switch effect {
        case .begins:
            state.holders[index].insert(id)
            state.lastMet[index] = moment.seconds
        case .ends:
            if state.holders[index].remove(id) != nil { state.lastMet[index] = moment.seconds }
        case .happens: state.lastMet[index] = moment.seconds
        }
        progress[key] = state
        let (wasMet, isMet) = (state.wasMet, isMet(key, at: moment))
        progress[key]?.wasMet = isMet
        if case .ends = effect { return nil }
        return isMet && !wasMet ? state.lastMet.map { $0 ?? moment.seconds } : nil
    }

    private func isMet(_ key: Int, at moment: Moment) -> Bool {
        guard let state = progress[key] else { return false }
        return conditions.indices.allSatisfy { index in
            !state.holders[index].isEmpty
                || state.lastMet[index].map {
                    conditions[index].lasts ? false : moment.seconds - $0 <= within
                } ?? false
        }
    }

    /// - Returns: the times of the conditions, once the last of them is met in time.
    private mutating func chain(
        _ effect: Condition.Effect, on index: Int, _ key: Int, at moment: Moment
    ) -> [Double]? {
        if case .ends = effect { return nil }
        var state = progress[key] ?? Progress(conditions.count)
        defer { progress[key] = state }
        guard let before = state.chains[index],
            moment.seconds - (before.first ?? moment.seconds) <= within
        else {
            return nil
        }
        state.chains[index + 1] = before + [moment.seconds]
        guard index == conditions.count - 1 else { return nil }
        defer { state = Progress(conditions.count) }
        return state.chains[conditions.count]
    }
}

extension Condition {
    /// Whether it has a beginning and an end.
    fileprivate var lasts: Bool {
        if case .zone(_, let state) = place {
            [.inside, .occupied, .loitering, .crowd].contains(state)
        } else {
            false
        }
    }
}
