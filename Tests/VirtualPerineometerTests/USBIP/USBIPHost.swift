// SPDX-License-Identifier: Apache-2.0
import Glibc
import PerineometerDriver
import Testing

@testable import VirtualPerineometer

/// One answer of an attached device.
struct HostReply: Equatable {
    var command: UInt32
    var sequence: UInt32
    var status: Int32
    var data: [UInt8]
}

/// Writes requests and reads replies as the host side of USB/IP does, without the codec under test.
struct HostCodec {
    private(set) var lastSequence: UInt32 = 0
    /// Which of them bring data.
    private var isIn: [UInt32: Bool] = [:]

    private func words(_ numbers: [UInt32]) -> [UInt8] {
        numbers.flatMap { [UInt8($0 >> 24), UInt8($0 >> 16 & 0xFF), UInt8($0 >> 8 & 0xFF), UInt8($0 & 0xFF)] }
    }

    mutating func control(_ setup: [UInt8]) -> [UInt8] {
        let length = UInt32(setup[6]) | UInt32(setup[7]) << 8
        return submit(endpoint: 0, isIn: setup[0] & 0x80 != 0, length: length, setup: setup)
    }

    mutating func control(_ request: ControlRequest) -> [UInt8] {
        let length = request.replyCapacity
        return control([
            request.requestType, request.number, UInt8(request.value & 0xFF), UInt8(request.value >> 8), 0, 0,
            UInt8(length & 0xFF), UInt8(length >> 8),
        ])
    }

    mutating func poll() -> [UInt8] { submit(endpoint: 1, isIn: true, length: 64) }

    mutating func submit(
        endpoint: UInt32, isIn: Bool, length: UInt32, setup: [UInt8] = Array(repeating: 0, count: 8)
    ) -> [UInt8] {
        lastSequence += 1
        self.isIn[lastSequence] = isIn
        return words([1, lastSequence, 0x10002, isIn ? 1 : 0, endpoint, 0, length, 0, .max, 1]) + setup
    }

    mutating func unlink(_ victim: UInt32) -> [UInt8] {
        lastSequence += 1
        return words([2, lastSequence, 0x10002, 0, 0, victim, 0, 0, 0, 0, 0, 0])
    }

    /// Takes the first reply out of `bytes`.
    func next(from bytes: inout [UInt8]) -> HostReply? {
        guard bytes.count >= 48 else { return nil }
        func word(_ index: Int) -> UInt32 { bytes[(4 * index)..<(4 * index + 4)].reduce(0) { $0 << 8 | UInt32($1) } }
        var reply = HostReply(command: word(0), sequence: word(1), status: Int32(bitPattern: word(5)), data: [])
        let length = reply.command == 3 && isIn[reply.sequence] == true ? Int(word(6)) : 0
        guard bytes.count >= 48 + length else { return nil }
        reply.data = Array(bytes[48..<(48 + length)])
        bytes.removeFirst(48 + length)
        return reply
    }
}
