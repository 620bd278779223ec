// SPDX-License-Identifier: Apache-2.0

/// A session written in bytes, so that mutations of it are sessions too: a header of two bytes, then steps.
struct SignalScript {
    struct Header {
        var rateHertz: Double
        var hasAbdominal: Bool
        /// Sensors along the probe, on channels 2 to 7.
        var elements: Int
    }

    enum Step {
        /// Both channels go evenly to a pressure in cmH2O, in so many samples.
        case ramp(to: Double, abdominal: Double, samples: Int)
        /// Any number that 64 bits can write, for so many samples.
        case hold(Double, samples: Int)
        /// So many samples are missing.
        case gap(UInt64)
        /// An end, and a fresh beginning at a later index.
        case seam(UInt64)
        case cue
    }

    let header: Header
    private let bytes: [UInt8]
    private var place = 2

    private static let rates = [5.0, 20, 50, 62.5, 100, 333, 1000, 2000]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let first = Int(bytes.first ?? 0)
        let second = Int(bytes.dropFirst().first ?? 0)
        header = Header(rateHertz: Self.rates[first & 7], hasAbdominal: first & 8 != 0, elements: second % 7)
    }

    mutating func next() -> Step? {
        guard place < bytes.count else { return nil }
        let code = take()
        switch code & 7 {
        case 0, 1, 2, 3:
            // Hundredths of 1 cmH2O: -327 to 327, or ten thousand times that.
            let scale = code & 8 == 0 ? 0.01 : 100
            let level = Double(Int16(truncatingIfNeeded: takeInteger(bytes: 2))) * scale
            let share = Double(Int8(truncatingIfNeeded: take())) / 64
            return .ramp(to: level, abdominal: level * share, samples: 1 + take() << (code >> 6))
        case 4:
            return .hold(Double(bitPattern: UInt64(truncatingIfNeeded: takeInteger(bytes: 8))), samples: 1 + take())
        case 5: return .gap(UInt64(take()))
        case 6: return .seam(UInt64(truncatingIfNeeded: takeInteger(bytes: 4)))
        default: return .cue
        }
    }

    private mutating func take() -> Int {
        defer { place += 1 }
        return place < bytes.count ? Int(bytes[place]) : 0
    }

    private mutating func takeInteger(bytes count: Int) -> Int {
        (0..<count).reduce(0) { value, _ in value << 8 | take() }
    }
}
