import Detection
import Foundation
import Seeds
import TestSupport
import Testing

@Suite struct LabelsTests {
    @Test(arguments: [
        "{0: 'person', 1: 'traffic light'}", "{1: 'traffic light', 0: 'person'}",
        #"{"0": "person", "1": "traffic light"}"#,
        "['person', \"traffic light\",]", "person\ntraffic light\n", "person, traffic light",
        " person\r\ntraffic light ",
    ])
    func `Lists as exporters write them are read`(text: String) {
        #expect(Labels.parse(text) == ["person", "traffic light"])
    }

    @Test func `Quotes and unusual letters in names survive`() {
        #expect(Labels.parse(#"{0: 'rider\'s bike', 1: "déjà vu"}"#) == ["rider's bike", "déjà vu"])
    }

    @Test(arguments: [
        "", "  \n", "{}", "{0: 'a', 2: 'b'}", "{0: 'a', 0: 'b'}", "{'a'}", "['a' 'b']", "['a", "{0: 'a'} x", "[[1], 2]",
    ])
    func `What is no list is refused`(text: String) {
        #expect(Labels.parse(text) == nil)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `A damaged list never does harm`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var text = Array("{0: 'person', 1: 'bicycle', 2: \"car\"}")
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            text[Int.random(in: text.indices, using: &random)] = random.pick(Array("{}[]',:\\\" 019x\n"))
        }
        let labels = Labels.parse(String(text))
        #expect(labels?.isEmpty != true)
    }

    @Test(.enabled(if: Material.has("models/coco.names"), "needs VEDETTE_MATERIAL"))
    func `COCO's list is the one that its detectors come with`() throws {
        let text = try String(contentsOfFile: Material.path("models/coco.names"), encoding: .utf8)
        let theirs = try #require(Labels.parse(text))
        #expect(theirs.count == 80)
        #expect(Labels.canonical(theirs) == Labels.coco)
    }

    @Test func `A list that is not COCO's keeps its own names`() {
        #expect(Labels.canonical(["motorbike", "sofa"]) == ["motorbike", "sofa"])
    }
}
