import Seeds
import Settings
import TestSupport
import Testing

@Suite("No file crashes the reader, takes it long, or leaves it without a place")
struct HostileTests {
    /// The first error of bytes in a file.
    private func firstError(_ bytes: [UInt8]) throws -> String {
        let folder = try Folder()
        let file = try folder.write("c.yaml", bytes)
        do throws(ConfigurationErrors) {
            _ = try Configuration.load(path: file, environment: [:])
            return "none"
        } catch {
            return String(error.errors[0].description.dropFirst(file.count + 1))
        }
    }

    @Test(arguments: [
        ("a: \u{0}b\n", "1:4: not YAML: control characters are not allowed"),
        ("a: 1\nb: \u{1B}[31m\n", "2:4: not YAML: control characters are not allowed"),
        (String(repeating: "[", count: 100_000), "1:34: nested deeper than 32 levels"),
        (String(repeating: "{a: ", count: 100_000), "1:130: nested deeper than 32 levels"),
        (String(repeating: "- ", count: 100_000), "1:67: nested deeper than 32 levels"),
        (String(repeating: "? ", count: 100_000), "1:67: nested deeper than 32 levels"),
        (String(repeating: "x", count: (1 << 20) + 1), "1:1: cannot read the file: it is larger than 1024 KiB"),
    ])
    func text(_ text: String, _ expected: String) throws {
        #expect(try firstError(Array(text.utf8)) == expected)
    }

    @Test(
        arguments: [
            ([0x61, 0x0A, 0xC3, 0xA4, 0xFF, 0x0A], "2:2: the byte 0xFF is not UTF-8; save the file as UTF-8"),
            ([0x61, 0xC3], "1:2: the byte 0xC3 is not UTF-8; save the file as UTF-8"),
            ([0xFF, 0xFE, 0x61, 0x00], "1:1: the byte 0xFF is not UTF-8; save the file as UTF-8"),
            ([0xED, 0xA0, 0x80], "1:1: the byte 0xED is not UTF-8; save the file as UTF-8"),
        ] as [([UInt8], String)])
    func notUTF8(_ bytes: [UInt8], _ expected: String) throws {
        #expect(try firstError(bytes) == expected)
    }

    @Test(arguments: [
        ("/nowhere/at/all.yaml", "cannot read the file: No such file or directory"),
        ("/", "cannot read the file: Is a directory"),
        ("/dev/zero", "cannot read the file: it is larger than 1024 KiB"),
    ])
    func noFile(_ path: String, _ message: String) {
        #expect {
            try Configuration.load(path: path, environment: [:])
        } throws: { error in
            (error as? ConfigurationErrors)?.description == "\(path):1:1: \(message)"
        }
    }

    @Test func aliasesThatGrowWithoutBoundAreRefused() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            let before = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(before)]\n"
        }
        #expect(errors(text)[0].hasSuffix("more than 100000 values, with all that aliases stand for"))
        let keyed = text + "? *a20\n: x\n"
        #expect(errors(keyed)[0].hasSuffix("more than 100000 values, with all that aliases stand for"))
    }

    @Test func manyShallowValuesAreRefused() throws {
        let text = "a: [" + String(repeating: "x,", count: 200_000) + "]"
        #expect(try firstError(Array(text.utf8)).contains("more than 100000 values"))
    }

    @Test func manyErrorsInLongLinesAreAllCounted() {
        let line = (0..<400).map { "secret\($0): x" }.joined(separator: ", ")
        let cameras = (0..<100).map { "c\($0): {\(line)}\n" }.joined()
        #expect(errors(cameras).count == 101)
        let text = "cameras:\n" + (0..<100).map { "  c\($0): {\(line)}\n" }.joined()
        #expect(errors(text).count == 100 * 401)
    }

    @Test func aHugeScalarIsShortened() throws {
        let text = camera + "log_level: " + String(repeating: "x", count: 900_000)
        let found = errors(text)
        #expect(found.count == 1 && found[0].utf8.count < 300)
    }

    @Test func tagsAndStrangeKeysAreRefused() {
        #expect(errors("cameras: !!map {}\n")[0].hasPrefix("c.yaml:1:10: a YAML tag"))
        #expect(errors(camera + "? [a]\n: 1\n")[0].hasPrefix("c.yaml:4:3: a key that is a list"))
        #expect(errors(camera + "~: 1\n")[0].hasPrefix("c.yaml:4:1: a key that is empty"))
    }

    @Test func nothingInAFileReachesTheTerminalAsAControl() {
        let text = camera + "\"\\e[31mred\\u202E\": \u{200F}1\n"
        do throws(ConfigurationErrors) {
            _ = try read(text)
            Issue.record("read without an error")
        } catch {
            let scalars = error.rendered.unicodeScalars
            #expect(!scalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{200F}" })
        }
    }

    @Test(arguments: 0..<40)
    func mutationsOfTheExampleEndInAPlaceWithinTheFile(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let example = try Array(exampleText().utf8)
        for _ in 0..<25 {
            let bytes = mutated(example, &random)
            let lines = lineLengths(bytes)
            for diagnostic in diagnostics(bytes) {
                #expect((1...lines.count).contains(diagnostic.line), "\(diagnostic)")
                #expect((1...lines[diagnostic.line - 1] + 1).contains(diagnostic.column), "\(diagnostic)")
                #expect(!diagnostic.rendered.isEmpty)
            }
        }
    }

    private func diagnostics(_ bytes: [UInt8]) -> [Diagnostic] {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(ConfigurationErrors) {
            return try Configuration.parse(text: text, file: "c.yaml", environment: exampleEnvironment).warnings
        } catch {
            return error.errors + error.warnings
        }
    }

    /// A few bytes replaced, taken out, or copied from elsewhere; characters with a meaning in YAML are preferred.
    private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        let meaningful = Array("{}[]:,-&*!|>'\"%@`#?~$\t\r\n \u{85}\u{2028}\0".utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 0...12, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[start] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[start] = meaningful.randomElement(using: &random) ?? 0
            case 2: bytes.removeSubrange(start..<end)
            default: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0..<bytes.count, using: &random))
            }
        }
        return bytes
    }

    /// In scalars, lines split as YAML 1.1 does.
    private func lineLengths(_ bytes: [UInt8]) -> [Int] {
        var lengths = [0]
        var previous: Unicode.Scalar = " "
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lengths.append(0)
            default: lengths[lengths.count - 1] += 1
            }
            previous = scalar
        }
        return lengths
    }
}
