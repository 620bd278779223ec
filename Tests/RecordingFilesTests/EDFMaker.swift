// SPDX-License-Identifier: Apache-2.0

/// Makes EDF and BDF files, right ones and wrong ones.
struct EDFMaker {
    struct Signal {
        var label = "pressure"
        var unit = "cmH2O"
        var physical = ("-100", "100")
        var digital = ("-1000", "1000")
        var samplesPerRecord = 10
        /// Digital values; as many records as are asked for are filled with them.
        var values: [Int] = []
    }

    var isBDF = false
    var reserved = ""
    var recording = ""
    var date = "14.03.26"
    var time = "10.30.15"
    var records: String?
    var recordSeconds = "1"
    var signalCount: String?
    var headerBytes: String?
    var signals: [Signal]
    /// One list of bytes a record, where there is an annotation signal.
    var annotations: [String]?
    var annotationBytes = 60

    init(_ values: [Int] = Array(0..<20)) { signals = [Signal(values: values)] }

    func bytes() -> [UInt8] {
        let width = isBDF ? 3 : 2
        let count = signals.count + (annotations == nil ? 0 : 1)
        let recordCount = annotations?.count ?? (signals[0].values.count / signals[0].samplesPerRecord)
        var bytes: [UInt8] = isBDF ? [0xFF] + Array("BIOSEMI".utf8) : Array("0       ".utf8)
        func put(_ text: String, _ width: Int) {
            bytes += Array(text.utf8).prefix(width)
            bytes += [UInt8](repeating: 0x20, count: max(0, width - text.utf8.count))
        }
        put("X X X X", 80)
        put(recording, 80)
        put(date, 8)
        put(time, 8)
        put(headerBytes ?? "\(256 * (count + 1))", 8)
        put(reserved, 44)
        put(records ?? "\(recordCount)", 8)
        put(recordSeconds, 8)
        put(signalCount ?? "\(count)", 4)
        var all = signals
        if annotations != nil {
            all.append(
                Signal(
                    label: isBDF ? "BDF Annotations" : "EDF Annotations", unit: "", physical: ("-1", "1"),
                    digital: isBDF ? ("-8388608", "8388607") : ("-32768", "32767"),
                    samplesPerRecord: annotationBytes / width))
        }
        for signal in all { put(signal.label, 16) }
        for _ in all { put("", 80) }
        for signal in all { put(signal.unit, 8) }
        for signal in all { put(signal.physical.0, 8) }
        for signal in all { put(signal.physical.1, 8) }
        for signal in all { put(signal.digital.0, 8) }
        for signal in all { put(signal.digital.1, 8) }
        for _ in all { put("", 80) }
        for signal in all { put("\(signal.samplesPerRecord)", 8) }
        for _ in all { put("", 32) }
        for record in 0..<recordCount {
            for signal in signals {
                for sample in 0..<signal.samplesPerRecord {
                    let value = signal.values[record * signal.samplesPerRecord + sample]
                    for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
                }
            }
            if let annotations {
                let list = Array(annotations[record].utf8)
                bytes += list + [UInt8](repeating: 0, count: annotationBytes - list.count)
            }
        }
        return bytes
    }

    /// The list that keeps a record's time, and what follows it.
    static func timed(_ onset: String, _ others: String = "") -> String { "\(onset)\u{14}\u{14}\0\(others)" }
}
