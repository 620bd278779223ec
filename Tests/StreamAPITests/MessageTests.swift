// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Perineometry
import StreamAPI
import Testing

@Suite struct MessageTests {
    private func object(_ message: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(message), as: UTF8.self)
    }

    @Test func aNotificationHasNoID() throws {
        let message = Notification(
            method: GapMessage.method,
            params: GapMessage(subscription: 3, first: 100, missing: 7, reason: "packetsLost"))
        #expect(
            try object(message)
                == #"{"jsonrpc":"2.0","method":"gap","params":{"first":100,"missing":7,"reason":"packetsLost","subscription":3}}"#
        )
    }

    /// Before anybody could be paused there was one reason only, and it was not said.
    @Test func aLagWithoutAReasonIsOfASlowReader() throws {
        let line = #"{"jsonrpc":"2.0","method":"lag","params":{"dropped":1,"first":1,"last":1,"subscription":1}}"#
        let message = try JSONDecoder().decode(Notification<LagMessage>.self, from: Data(line.utf8)).params
        #expect(message == LagMessage(subscription: 1, dropped: 1, first: 1, last: 1, reason: .slow))
    }

    @Test func anErrorCarriesCodeMessageAndHint() throws {
        let error = ErrorResponse(
            id: .string("a"), error: RPCError(.methodNotFound, "There is no method.", hint: "Use another."))
        #expect(
            try object(error)
                == #"{"error":{"code":-32601,"data":{"hint":"Use another."},"message":"There is no method."},"id":"a","jsonrpc":"2.0"}"#
        )
    }

    @Test(arguments: [(RequestID.number(-4), "-4"), (.string("x"), #""x""#), (.null, "null")])
    func anIDComesBackAsItCame(id: RequestID, text: String) throws {
        #expect(try object([id]) == "[\(text)]")
        #expect(try JSONDecoder().decode([RequestID].self, from: Data("[\(text)]".utf8)) == [id])
    }

    @Test func deviceMembersStandBesideTheSubscription() throws {
        var device = DeviceDescription(state: "streaming", simulated: true)
        device.rate = 250
        let text = try object(DeviceMessage(subscription: 2, device: device))
        #expect(text == #"{"rate":250,"simulated":true,"state":"streaming","subscription":2}"#)
        let back = try JSONDecoder().decode(DeviceMessage.self, from: Data(text.utf8))
        #expect(back.subscription == 2)
        #expect(back.device.rate == 250)
    }

    @Test func aReportOfTheRestHasItsPressureOrAReasonBesideTheSubscription() throws {
        let instant = InstantMessage(index: 7, deviceTime: 1.5, hostTime: 2.5)
        func message(_ pressure: RestPressure) -> RestMessage {
            RestMessage(
                subscription: 2,
                report: RestReport(
                    at: instant, level: 17, pressure: pressure, settled: true, slope: 0.25, steadiness: nil,
                    breathing: .init(rate: 14, amplitude: 1.25, confidence: 0.5, channel: 0), simulated: true))
        }
        let text = try object(message(.value(17)))
        #expect(
            text
                == #"{"breathing":{"amplitude":1.25,"channel":0,"confidence":0.5,"rate":14},"deviceTime":1.5,"#
                + #""hostTime":2.5,"index":7,"level":17,"pressure":17,"settled":true,"simulated":true,"slope":0.25,"subscription":2}"#
        )
        #expect(try JSONDecoder().decode(RestMessage.self, from: Data(text.utf8)) == message(.value(17)))
        let refused = try object(message(.refused(.notZeroed)))
        #expect(refused.contains(#""refused":"notZeroed""#))
        #expect(!refused.contains("pressure"))
    }

    @Test func membersThatAreNotKnownAreIgnored() throws {
        let text = #"{"streams":["samples"],"colour":"blue","delivery":"latest"}"#
        let params = try JSONDecoder().decode(SubscribeParams.self, from: Data(text.utf8))
        #expect(params.streams == [.samples])
        #expect(params.delivery == .latest)
    }
}
