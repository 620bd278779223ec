// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import StreamAPI
import Testing

@testable import TonusDaemon

@Suite struct RequestHeadTests {
    private let decoder = JSONDecoder()

    private func refusal(_ bytes: Data) -> RequestHead.Refusal? {
        do throws(RequestHead.Refusal) {
            _ = try RequestHead.parse(bytes, with: decoder)
            return nil
        } catch {
            return error
        }
    }

    /// Foundation traps at some of these depths.
    @Test(arguments: [17, 500, 511, 512, 513, 514, 600, 60_000], ["[", "{\"a\":", "[{\"b\":"])
    func nestingIsRefusedNotFollowed(depth: Int, unit: String) {
        let text = String(String(repeating: unit, count: depth).prefix(ProtocolLimits.requestBytes))
        #expect(refusal(Data(text.utf8))?.error.code == RPCError.Code.parseError.rawValue)
    }

    @Test func bracketsInsideStringsAreNoNesting() {
        let text = #"{"jsonrpc":"2.0","id":"[[[[[[[[[[[[[[[[[[[[\"[[[[","method":"status"}"#
        #expect(refusal(Data(text.utf8)) == nil)
    }

    @Test func anythingThatAClientSendsIsReadOrRefused() {
        let seeds = [
            #"{"jsonrpc":"2.0","id":1,"method":"status"}"#,
            #"{"jsonrpc":"2.0","id":"a\u00e9\n","method":"subscribe","params":{"streams":["samples","device"],"channels":[0,7],"lookback":1.5e1,"delivery":"every"}}"#,
            #"{"jsonrpc":"2.0","id":null,"method":"unsubscribe","params":{"subscription":-12}}"#,
            "[[[{}]]]", "", "\"", "tru", "-", "1e", "{\"a\":\"\\u", "\u{FEFF}{}", "\"\\ud800\"",
        ].map { Array($0.utf8) }
        let spice = Array("[]{}\",:\\u0eE+-.tfn \n\r\t".utf8) + [0, 0x7F, 0x80, 0xC0, 0xED, 0xFF]
        var state: UInt64 = 42
        func random(_ limit: Int) -> Int {
            // SplitMix64 (Steele, Lea and Flood 2014).
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
        }
        var read = 0
        for _ in 0..<40_000 {
            var bytes = seeds[random(seeds.count)]
            for _ in 0..<random(6) {
                switch random(4) {
                case 0 where !bytes.isEmpty: bytes[random(bytes.count)] = spice[random(spice.count)]
                case 1: bytes.insert(spice[random(spice.count)], at: random(bytes.count + 1))
                case 2 where !bytes.isEmpty: bytes.remove(at: random(bytes.count))
                default: bytes.removeLast(random(bytes.count + 1))
                }
            }
            let data = Data(bytes)
            if refusal(data) == nil {
                read += 1
                _ = try? decoder.decode(Request<SubscribeParams>.self, from: data)
                _ = try? decoder.decode(Request<UnsubscribeParams>.self, from: data)
            }
        }
        #expect(read > 1000)
    }
}
