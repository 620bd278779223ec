// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Fuzzing
import StreamAPI

/// A line that a client sent: it is read or refused, with a reply that is one line of JSON and carries the request's id.
@main enum FuzzRequest {
    static func main() {
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        fuzz { line in
            // As the daemon cuts them.
            guard line.count <= ProtocolLimits.requestBytes, !line.contains(UInt8(ascii: "\n")) else { return }
            let bytes = Data(line)
            let head: RequestHead
            do throws(RequestHead.Refusal) {
                head = try RequestHead.parse(bytes, with: decoder)
            } catch {
                check(ErrorResponse(id: error.id, error: error.error), id: error.id, encoder, decoder)
                return
            }
            let id = head.id ?? .null
            check(Response(id: id, result: head.method), id: id, encoder, decoder)
            read(SubscribeParams.self, bytes, id: id, encoder, decoder)
            read(UnsubscribeParams.self, bytes, id: id, encoder, decoder)
            read(SelfTestParams.self, bytes, id: id, encoder, decoder)
            read(ZeroParams.self, bytes, id: id, encoder, decoder)
        }
    }

    /// Whatever the method: the parameters come from the same client.
    private static func read<Params: Codable & Sendable>(
        _: Params.Type, _ bytes: Data, id: RequestID, _ encoder: JSONEncoder, _ decoder: JSONDecoder
    ) {
        do {
            let request = try decoder.decode(Request<Params>.self, from: bytes)
            require(request.id ?? .null == id, "the request has another id than its head")
            if let params = request.params { check(Response(id: id, result: params), id: id, encoder, decoder) }
        } catch let error as DecodingError {
            let error = RPCError(.invalidParams, error.sentence, hint: "")
            check(ErrorResponse(id: id, error: error), id: id, encoder, decoder)
        } catch {
            fatalError("\(Params.self): \(error)")
        }
    }

    private static func check(
        _ reply: some Encodable, id: RequestID, _ encoder: JSONEncoder, _ decoder: JSONDecoder
    ) {
        do {
            let bytes = try encoder.encode(reply)
            require(!bytes.contains(UInt8(ascii: "\n")), "a reply of more than a line")
            require(try decoder.decode(Envelope.self, from: bytes).id ?? .null == id, "a reply with another id")
        } catch {
            fatalError("the reply to \(id) cannot be written and read: \(error)")
        }
    }
}
