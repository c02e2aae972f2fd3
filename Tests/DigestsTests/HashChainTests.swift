import Digests
import Testing

@Suite("Hash chain")
struct HashChainTests {
    @Test("FIPS 180-4's own examples")
    func vectors() {
        #expect(SHA256.text([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.text(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("Each line carries the hash of the one before, and the first one zeros")
    func chain() throws {
        var chain = HashChain()
        #expect(chain.previous == String(repeating: "0", count: 64))
        chain.append(Array("abc".utf8))
        #expect(chain.previous == SHA256.text(Array("abc".utf8)))
        #expect(chain == HashChain(after: Array("abc".utf8)))
        #expect(try #require(HashChain(head: chain.head)) == chain)
        #expect(HashChain(head: [1, 2, 3]) == nil)
    }
}
