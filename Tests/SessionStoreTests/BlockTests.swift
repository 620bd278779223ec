// SPDX-License-Identifier: Apache-2.0
import PacketTap
import Perineometry
import Testing

@testable import SessionStore

@Suite final class BlockTests {
    private let session = SessionID()
    private let key = SecretKey()

    private func frame(number: UInt64 = 7, of id: SessionID? = nil) -> [UInt8] {
        let header = BlockHeader(kind: .events, segment: 0, number: number, begin: 1, end: 2)
        return Block.seal(
            packed: Deflate.pack(Array("what was said".utf8)), header: header, of: id ?? session, under: key)
    }

    @Test func aBlockOpensInItsOwnPlaceOnly() {
        let block = Block(opening: frame(), number: 7, of: session, under: key)
        #expect(block?.contents == Array("what was said".utf8))
        #expect(Block(opening: frame(), number: 8, of: session, under: key) == nil)
        #expect(Block(opening: frame(), number: 7, of: SessionID(), under: key) == nil)
        let other = SecretKey()
        #expect(Block(opening: frame(), number: 7, of: session, under: other) == nil)
    }

    @Test func aBlockOfAnotherNumberDoesNotOpenUnderAHeaderThatLies() {
        var forged = frame(number: 8)
        forged[8] = 7
        #expect(BlockHeader(decoding: forged)?.number == 7)
        #expect(Block(opening: forged, number: 7, of: session, under: key) == nil)
    }

    @Test func anyFlippedBitOfABlockIsSeen() {
        let whole = frame()
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(Block(opening: damaged, number: 7, of: session, under: key) == nil)
        }
        for length in 0..<whole.count {
            #expect(Block(opening: Array(whole[..<length]), number: 7, of: session, under: key) == nil)
        }
    }

    @Test func sizesAreRoundAndTellLittle() {
        let sizes = Set((0..<400).map { Deflate.pack(Array(repeating: 7, count: $0)).count })
        #expect(sizes == [512])
        for count in [0, 1, 511, 512, 513, 100_000] {
            let contents = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0) }
            #expect(Deflate.unpack(Deflate.pack(contents)) == contents)
        }
    }

    @Test func whatIsNotPackedDoesNotUnpack() {
        var random = SystemRandomNumberGenerator()
        #expect(Deflate.unpack([]) == nil)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 1..<600)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            #expect(Deflate.unpack(bytes) == nil)
        }
    }

    @Test func idsReadBack() {
        for _ in 0..<100 {
            let id = SessionID()
            #expect(SessionID(id.description) == id)
            #expect(id.description.utf8.count == 26)
        }
        for text in ["", "a", String(repeating: "a", count: 27), String(repeating: "!", count: 26)] {
            #expect(SessionID(text) == nil)
        }
    }
}
