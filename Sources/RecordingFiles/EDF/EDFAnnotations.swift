// SPDX-License-Identifier: Apache-2.0

/// The time-stamped annotation lists of one annotation signal in one data record (EDF+ section 2.2.2): each is
/// `+onset[0x15 duration]0x14 text 0x14 ... 0x00`; the first list of a record, with an empty text, keeps its time.
struct EDFAnnotations {
    /// The longest text that is kept; EDFlib's reader has the same limit.
    static let textBytes = 512

    struct Entry: Equatable {
        var onset: Double
        var duration: Double?
        var text: String
    }

    /// When the record starts, where the first list says so.
    private(set) var recordOnset: Double?
    private(set) var entries: [Entry] = []
    /// Lists that could not be read.
    private(set) var unreadable = 0

    init(_ bytes: [UInt8]) {
        var isFirst = true
        for list in bytes.split(separator: 0) {
            defer { isFirst = false }
            let parts = list.split(separator: 0x14, omittingEmptySubsequences: false)
            let stamp = parts[0].split(separator: 0x15, maxSplits: 1)
            guard parts.count > 1, let sign = stamp.first?.first,
                sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
                let onset = Self.seconds(stamp[0])
            else {
                unreadable += 1
                continue
            }
            if isFirst && parts[1].isEmpty { recordOnset = onset }
            let duration = stamp.count > 1 ? Self.seconds(stamp[1]) : nil
            // What follows the last 0x14 is no text.
            for text in parts[1..<(parts.count - 1)] where !text.isEmpty {
                let decoded = decodedText(text.prefix(Self.textBytes)).printable(Self.textBytes)
                entries.append(Entry(onset: onset, duration: duration, text: decoded))
            }
        }
    }

    /// No recording lasts longer than this, about 31 years; it keeps what is computed from it within integers.
    static let secondsLimit = 1e9

    private static func seconds(_ bytes: ArraySlice<UInt8>) -> Double? {
        guard let value = bytes.withUnsafeBytes({ DecimalNumber.parse($0[...]) }), abs(value) <= secondsLimit else {
            return nil
        }
        return value
    }
}
