import Clocks
import Delivery
import Events
import Glibc
import Status

/// Prints events on standard output, for people or for machines, some kilobytes at a time.
struct EventOutput {
    enum Form {
        case people
        /// The events themselves, to the byte.
        case json
    }

    private let form: Form
    private let colour = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil
    private var cameraWidth = 10
    private var waiting = ""

    init(_ form: Form) {
        self.form = form
    }

    mutating func print(_ event: StoredEvent) {
        switch form {
        case .json: waiting += String(decoding: event.body, as: UTF8.self) + "\n"
        case .people: waiting += text(event) + "\n"
        }
        if waiting.utf8.count > 1 << 15 { flush() }
    }

    mutating func print(line: String) {
        waiting += line + "\n"
    }

    mutating func flush() {
        Terminal.write(waiting, to: STDOUT_FILENO)
        waiting = ""
    }

    private mutating func text(_ event: StoredEvent) -> String {
        cameraWidth = max(cameraWidth, min(event.camera?.count ?? 0, 32))
        let line = EventLine(
            try? Event(json: event.body), camera: event.camera, type: event.type, clock: event.time.local)
        let text = line.rendered(colour: colour, cameraWidth: cameraWidth)
        return colour ? "\(text)  \u{1B}[2m\(event.id)\u{1B}[0m" : "\(text)  \(event.id)"
    }
}

extension String {
    /// Indented JSON of the same members, in the same order, with the same numbers: nothing is read but brackets and quotes.
    var indentedJSON: String {
        var (text, depth, isQuoted, isEscaped) = ("", 0, false, false)
        var previous: Character = " "
        func newline() -> String { "\n" + String(repeating: "  ", count: depth) }
        for character in self {
            if isQuoted {
                text.append(character)
                if character == "\"" && !isEscaped { isQuoted = false }
                isEscaped = character == "\\" && !isEscaped
                previous = character
                continue
            }
            switch character {
            case "{", "[":
                if "{[,".contains(previous) && !text.isEmpty { text += newline() }
                text.append(character)
                depth += 1
            case "}", "]":
                depth -= 1
                if !"{[".contains(previous) { text += newline() }
                text.append(character)
            case ",": text.append(",")
            case ":": text += ": "
            default:
                if "{[,".contains(previous) { text += newline() }
                text.append(character)
                isQuoted = character == "\""
            }
            previous = character
        }
        return text
    }
}

/// Rows of words in columns; the first row is the heading.
struct Table {
    private var rows: [[String]]
    /// Columns of numbers, which end at one edge.
    private let numeric: Set<Int>

    init(_ heading: [String], numeric: Set<Int> = []) {
        rows = [heading]
        self.numeric = numeric
    }

    var isEmpty: Bool { rows.count == 1 }

    mutating func add(_ row: [String]) { rows.append(row) }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (numeric.contains(column) ? space + cell : cell + space)
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}

extension Duration {
    /// `45 s`, `12 min`, `3.5 h`, `2.1 d`.
    var spoken: String {
        let seconds = Double(components.seconds)
        switch seconds {
        case ..<120: return "\(decimal(seconds, 0)) s"
        case ..<7_200: return "\(decimal(seconds / 60, 0)) min"
        case ..<172_800: return "\(decimal(seconds / 3_600, 1)) h"
        default: return "\(decimal(seconds / 86_400, 1)) d"
        }
    }
}
