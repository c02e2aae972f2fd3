import Digests

/// What is wrong with a chain, at its first fault.
package enum ChainFault: Hashable, Sendable {
    /// The line is not as it was written.
    case changed(LinePlace)

    /// Lines that nobody chained, this many, the first at this place.
    case added(LinePlace, count: Int)

    /// Lines between these two are gone; `count` where that is known.
    case removed(after: LinePlace, before: LinePlace, count: Int?)

    /// After this one, lines that had been written are gone.
    case removedAtEnd(after: LinePlace, count: Int)

    /// The first of the two was changed, or lines between them are gone: nothing at hand tells which.
    case changedOrRemoved(LinePlace, before: LinePlace)
}

/// Follows the chain from line to line and finds the first that does not belong. A value; reads nothing by itself.
///
/// Line n is sound where its `previoushash` is the hash of line n−1. A line that does not fit is judged by those after it:
///
/// | what follows | verdict |
/// |---|---|
/// | a line whose `previoushash` is the last sound line's hash | what stands between was added |
/// | a line that is chained to the one that does not fit | the line before was changed, or lines between were removed |
/// | neither | the line that does not fit was changed |
///
/// Lines that repeat earlier ones byte by byte are a daemon's that was killed between writing and noting it: they are
/// passed over. A `previoushash` of zeros in the middle is a database that was begun anew: the chain is, too.
struct ChainCheck {
    /// A line that does not fit its predecessor: which of the two is wrong, only a witness can say.
    struct Break: Sendable {
        let before: ChainedLine
        let after: ChainedLine
    }

    enum Verdict: Sendable {
        case fault(ChainFault)
        case broken(Break)
    }

    /// The latest sound line.
    private(set) var head: ChainedLine?

    /// What the very first line claims of a line before it: zeros, or the hash of one that was removed by age.
    private(set) var anchor: String?
    private(set) var lines = 0
    private(set) var repeated = 0

    /// Lines before the first that is chained: an earlier version's.
    private(set) var unchained = 0

    /// Where the chain begins anew.
    private(set) var beginnings: [LinePlace] = []

    private var recent = RecentLines()
    private var suspects: [ChainedLine] = []

    /// How many lines after one that does not fit are looked at for where the chain goes on.
    private static let patience = 10_000

    /// - Returns: the first fault, once it is clear; nothing more should be fed then.
    mutating func follow(_ line: ChainedLine) -> Verdict? {
        lines += 1
        return suspects.isEmpty ? next(line) : judge(line)
    }

    /// No more lines come.
    func end() -> Verdict? {
        suspects.isEmpty ? nil : verdict
    }

    private mutating func next(_ line: ChainedLine) -> Verdict? {
        guard let head else { return begin(line) }
        if recent.contains(line.hash) {
            repeated += 1
        } else if line.previous == head.hash {
            accept(line)
        } else if line.previous == nil, head.previous == nil, line.id != nil {
            unchained += 1
            accept(line)
        } else if line.previous == HashChain().previous {
            beginnings.append(line.place)
            accept(line)
        } else if let previous = line.previous, let added = recent.after(previous) {
            return .fault(.added(added.place, count: added.count))
        } else {
            suspects = [line]
        }
        return nil
    }

    private mutating func begin(_ line: ChainedLine) -> Verdict? {
        guard line.id != nil else { return .fault(.changed(line.place)) }
        anchor = line.previous
        if line.previous == nil { unchained += 1 }
        accept(line)
        return nil
    }

    private mutating func accept(_ line: ChainedLine) {
        head = line
        recent.append(line)
    }

    /// Where the chain goes on decides on what did not fit.
    private mutating func judge(_ line: ChainedLine) -> Verdict? {
        if let head, line.previous == head.hash {
            return .fault(.added(suspects[0].place, count: suspects.count))
        }
        if let previous = line.previous, let added = recent.after(previous) {
            return .fault(.added(added.place, count: added.count + suspects.count))
        }
        suspects.append(line)
        return suspects.count < Self.patience ? nil : verdict
    }

    private var verdict: Verdict? {
        guard let head, let suspect = suspects.first else { return nil }
        let isFollowed = suspects.count > 1 && suspects[1].previous == suspect.hash
        let isAlone = suspects.count == 1
        guard suspect.previous != nil, isFollowed || isAlone else { return .fault(.changed(suspect.place)) }
        return .broken(Break(before: head, after: suspect))
    }
}

/// The latest lines by their hashes, of bounded number.
private struct RecentLines {
    private var lines: [ChainedLine] = []
    private var places: [String: Int] = [:]
    private var first = 0

    private static let most = 4_096

    func contains(_ hash: String) -> Bool { places[hash] != nil }

    /// What stands after the line with this hash.
    func after(_ hash: String) -> (place: LinePlace, count: Int)? {
        guard let index = places[hash], index + 1 < first + lines.count else { return nil }
        return (lines[index + 1 - first].place, first + lines.count - index - 1)
    }

    mutating func append(_ line: ChainedLine) {
        places[line.hash] = first + lines.count
        lines.append(line)
        guard lines.count >= 2 * Self.most else { return }
        for line in lines[..<Self.most] { places[line.hash] = nil }
        lines.removeFirst(Self.most)
        first += Self.most
    }
}
