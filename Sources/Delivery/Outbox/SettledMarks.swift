import FoundationEssentials
import Glibc

/// How far each sink is, beside the database and for the day when that is damaged: by the sink's name the id of the oldest
/// event that it waits for, or `>` and the id of the newest event of all where it waits for none.
///
/// A second or so old. Without it, what the log holds of the last day would go out once more.
enum SettledMarks {
    static func load(_ path: String) -> [String: String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [:] }
        return (try? JSONDecoder().decode([String: String].self, from: data)) ?? [:]
    }

    /// Whole or not at all; a failure is no harm, since the database knows better.
    static func save(_ marks: [String: String], to path: String) {
        guard let data = try? JSONEncoder().encode(marks) else { return }
        let draft = path + ".new"
        guard (try? data.write(to: URL(filePath: draft))) != nil, rename(draft, path) == 0 else {
            unlink(draft)
            return
        }
    }
}

extension Committer {
    /// Called with all progress that the marks speak of committed, or about to be.
    func saveMarks(_ state: inout State) {
        var marks = state.marks
        for place in state.lineup.places where !place.sink.isSequential {
            guard let mark = place.feed.mark else { continue }
            // With nothing to wait for, the newest event of all is where to begin after.
            marks[place.sink.name] = mark.isEmpty ? state.newest.map { ">" + $0 } ?? marks[place.sink.name] : mark
        }
        guard marks != state.marks else { return }
        SettledMarks.save(marks, to: storage.marksPath)
        state.marks = marks
    }
}
