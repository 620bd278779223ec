// SPDX-License-Identifier: Apache-2.0
import PacketTap
import Perineometry

/// A session in a list.
public struct SessionSummary: Hashable, Sendable, Codable {
    public var id: SessionID
    public var state: SessionState
    /// When its first segment began, microseconds since 1970-01-01 UTC.
    public var beganUnixMicroseconds: Int64
    /// How long was recorded, pauses not counted; what was received before it began and kept is counted.
    public var seconds: Double
    public var packets: UInt64
    /// Packets that are missing because the recorder was behind.
    public var lost: UInt64
    public var blocks: UInt64
    public var facts: SessionFacts
    /// Sample instants; nil where they were not counted.
    public var samples: UInt64?
    /// When it ended, microseconds since 1970-01-01 UTC; nil while it is recorded.
    public var endedUnixMicroseconds: Int64?
    /// How many runs of the program it spans.
    public var segments: Int?
    /// Why it ended, where nobody asked for it.
    public var reason: String?
}

extension BlockSource {
    /// What the first and the last blocks tell. Reads the whole file where its state was never written.
    ///
    /// - Throws: `StoreError.damaged` where not even its beginning is readable.
    func summary() throws(StoreError) -> SessionSummary {
        let first = [0, 1].lazy.compactMap { self.block($0) }.first
        guard let first, first.header.kind == .segment,
            let segment = RecordCoding.decode(SegmentRecord.self, first.contents)
        else { throw .damaged(path: path, what: "its first block does not open") }
        var summary = SessionSummary(
            id: session, state: .recording, beganUnixMicroseconds: segment.began.unixMicroseconds, seconds: 0,
            packets: 0, lost: 0, blocks: count, facts: segment.facts, segments: Int(lastSegment() ?? 0) + 1)
        if let record = lastState() {
            summary.state = record.state
            summary.packets = record.packets
            summary.lost = record.lost
            summary.seconds = record.seconds
            summary.samples = record.samples
            summary.reason = record.reason
            if record.state.isClosed { summary.endedUnixMicroseconds = record.at.unixMicroseconds }
        } else {
            count(into: &summary)
        }
        return summary
    }

    /// What the session's last block says of its state; nil where it does not.
    func lastState() -> StateRecord? {
        for back in 1...2 as ClosedRange<UInt64> where count >= back {
            if let block = block(count - back) {
                return block.header.kind == .state ? RecordCoding.decode(StateRecord.self, block.contents) : nil
            }
        }
        return nil
    }

    /// Counts what is there, and in which state it was left.
    private func count(into summary: inout SessionSummary) {
        var ends: [UInt16: UInt64] = [:]
        var samples: UInt64 = 0
        var lastBegan: (segment: UInt16, unixMicroseconds: Int64)?
        /// When the segment began, until its first packet was seen.
        var beginning: HostTime?
        var lookbackSeconds = 0.0
        for number in 0..<count {
            guard let block = block(number) else { continue }
            ends[block.header.segment] = max(ends[block.header.segment] ?? 0, block.header.end)
            if block.header.kind == .packets, let run = PacketColumns.decode(block.contents) {
                if let first = run.packets.first, let began = beginning {
                    lookbackSeconds += max(0, began.seconds - first.hostTime.seconds)
                    beginning = nil
                }
                summary.packets += UInt64(run.packets.count)
                samples += run.packets.reduce(0) { $0 + $1.sampleCount }
                for change in run.changes {
                    switch change.change {
                    case .lost(let lost), .closed(_, let lost): summary.lost += UInt64(lost)
                    case .temperature, .zero, .dropped: break
                    }
                }
            } else if block.header.kind == .state,
                let record = RecordCoding.decode(StateRecord.self, block.contents)
            {
                summary.state = record.state
            } else if block.header.kind == .segment {
                summary.state = .recording
                if let record = RecordCoding.decode(SegmentRecord.self, block.contents) {
                    lastBegan = (block.header.segment, record.began.unixMicroseconds)
                    beginning = record.began.host
                }
            }
        }
        summary.samples = samples
        summary.endedUnixMicroseconds = lastBegan.map { $0.unixMicroseconds + Int64(ends[$0.segment] ?? 0) }
        summary.seconds = ends.values.reduce(lookbackSeconds) { $0 + Double($1) / 1e6 }
    }
}
