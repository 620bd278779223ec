// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Perineometry
import SignalProcessing
import StreamAPI

/// Writes a `samples` notification, at the device's rate straight from the FrameRing. It says the same as encoding a `StreamAPI.Samples`, which
/// the tests hold it to, at a tenth of the cost: this line is written for every client up to a thousand times a second.
enum SamplesLine {
    /// The most sample instants in one line: with 8 channels still below 64 KiB.
    static let frameLimit = 128
    /// The same where counts are sent too.
    static let rawFrameLimit = 96

    /// Writes what differs between subscriptions that are alike; the body follows.
    static func writeHead(to buffer: inout ByteBuffer, subscription: Int) {
        buffer.writeStaticString(#"{"jsonrpc":"2.0","method":"samples","params":{"subscription":"#)
        buffer.writeNumber(subscription)
    }

    /// Writes the rest of the line. `frames` has at least one; `covers` tells, at a lower rate than the device's, how many
    /// device samples they stand for.
    static func writeBody(
        _ frames: borrowing some FrameColumns & ~Copyable, to buffer: inout ByteBuffer,
        interval: Double, covers: UInt64? = nil, detectionChannel: Int, channels: [Int], raw: Bool = false,
        simulated: Bool, hostTime: HostTimeScale
    ) {
        let positions = frames.positions
        let first = frames[positions.lowerBound]
        buffer.writeStaticString(#","index":"#)
        buffer.writeNumber(first.index.value)
        buffer.writeStaticString(#","deviceTime":"#)
        buffer.writeNumber(first.deviceTime.seconds)
        buffer.writeStaticString(#","hostTime":"#)
        buffer.writeNumber(hostTime.unixSeconds(first.hostTime))
        buffer.writeStaticString(#","interval":"#)
        buffer.writeNumber(interval)
        if let covers {
            buffer.writeStaticString(#","covers":"#)
            buffer.writeNumber(covers)
        }
        buffer.writeStaticString(#","pressure":"#)
        buffer.writeColumn(frames) { buffer, frame in buffer.writeNumber(frame.pressure[detectionChannel]) }
        buffer.writeStaticString(#","filtered":"#)
        buffer.writeColumn(frames) { buffer, frame in buffer.writeNumber(frame.filtered[detectionChannel]) }
        buffer.writeStaticString(#","rest":"#)
        buffer.writeColumn(frames) { buffer, frame in buffer.writeNumber(frame.rest) }
        buffer.writeStaticString(#","state":"#)
        var isClipped = false
        buffer.writeColumn(frames) { buffer, frame in
            isClipped = isClipped || frame.isClipped
            buffer.writeInteger(UInt8(ascii: "\""))
            buffer.writeStaticString(frame.state.name)
            buffer.writeInteger(UInt8(ascii: "\""))
        }
        if raw { buffer.writeCounts(frames, channel: detectionChannel) }
        if isClipped {
            buffer.writeStaticString(#","clipped":"#)
            buffer.writeColumn(frames) { buffer, frame in
                buffer.writeStaticString(frame.isClipped ? "true" : "false")
            }
        }
        if !channels.isEmpty {
            buffer.writeStaticString(#","channels":["#)
            for (place, channel) in channels.enumerated() {
                if place > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
                buffer.writeStaticString(#"{"channel":"#)
                buffer.writeNumber(channel)
                buffer.writeStaticString(#","pressure":"#)
                buffer.writeColumn(frames) { buffer, frame in buffer.writeNumber(frame.pressure[channel]) }
                buffer.writeStaticString(#","filtered":"#)
                buffer.writeColumn(frames) { buffer, frame in buffer.writeNumber(frame.filtered[channel]) }
                if raw { buffer.writeCounts(frames, channel: channel) }
                buffer.writeInteger(UInt8(ascii: "}"))
            }
            buffer.writeInteger(UInt8(ascii: "]"))
        }
        buffer.writeStaticString(simulated ? #","simulated":true}}"# : #","simulated":false}}"#)
        buffer.writeInteger(UInt8(ascii: "\n"))
    }
}

extension ByteBuffer {
    fileprivate mutating func writeColumn(
        _ frames: borrowing some FrameColumns & ~Copyable, _ writeValue: (inout ByteBuffer, Frame) -> Void
    ) {
        var separator = UInt8(ascii: "[")
        for position in frames.positions {
            writeInteger(separator)
            separator = UInt8(ascii: ",")
            writeValue(&self, frames[position])
        }
        writeInteger(UInt8(ascii: "]"))
    }

    fileprivate mutating func writeCounts(_ frames: borrowing some FrameColumns & ~Copyable, channel: Int) {
        writeStaticString(#","counts":"#)
        writeColumn(frames) { buffer, frame in buffer.writeNumber(frame.counts[channel]) }
    }

    fileprivate mutating func writeNumber(_ value: some BinaryInteger & CustomStringConvertible) {
        writeString(value.description)
    }

    /// The shortest decimal that reads back as the same double; JSON has no number that is not finite.
    fileprivate mutating func writeNumber(_ value: Double) {
        if value.isFinite { writeString(value.description) } else { writeStaticString("null") }
    }
}
