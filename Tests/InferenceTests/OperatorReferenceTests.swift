import FoundationEssentials
import Inference
import TestSupport
import Testing

@Suite("The list of operators")
struct OperatorReferenceTests {
    @Test("docs/operators.md lists the registry's operators")
    func listIsCurrent() throws {
        let file = URL(filePath: Material.packageRoot + "/docs/operators.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.firstRange(of: "<!-- reference -->\n")?.upperBound)
        let end = try #require(text.firstRange(of: "<!-- /reference -->")?.lowerBound)
        let isCurrent = text[start..<end] == OperatorReference.table + "\n"
        #expect(isCurrent, "set VEDETTE_WRITE_REFERENCE=1 and run this test to write docs/operators.md anew")
        if ProcessInfo.processInfo.environment["VEDETTE_WRITE_REFERENCE"] != nil {
            let written = text[..<start] + OperatorReference.table + "\n" + text[end...]
            try String(written).write(to: file, atomically: true, encoding: .utf8)
        }
    }

    @Test("No operator is registered twice")
    func namesAreUnique() {
        #expect(Set(OperatorReference.names).count == OperatorReference.names.count)
    }
}
