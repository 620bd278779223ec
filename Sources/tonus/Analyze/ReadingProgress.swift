// SPDX-License-Identifier: Apache-2.0
import Glibc
import RecordingFiles

/// Says on the terminal how far a long recording was read.
struct ReadingProgress {
    /// A recording that is read within so many seconds needs no progress.
    private static let patience = 0.7
    private static let interval = 0.2

    private let isShown = isatty(STDERR_FILENO) == 1
    private let rateHertz: Double
    private let samples: UInt64?
    private var due = Monotonic.seconds() + patience
    private var isOnScreen = false

    init(of description: RecordingDescription) {
        rateHertz = description.rateHertz
        samples = description.samples
    }

    /// - Parameter index: up to where the recording was read.
    mutating func show(upTo index: UInt64) {
        guard isShown else { return }
        let now = Monotonic.seconds()
        guard now >= due else { return }
        due = now + Self.interval
        isOnScreen = true
        let minutes = "\(decimal(Double(index) / rateHertz / 60, 0)) minutes read"
        guard let samples, samples > 0 else { return printError("\r\(minutes)\u{1B}[K") }
        printError("\r\(decimal(100 * Double(index) / Double(samples), 0)) %, \(minutes)\u{1B}[K")
    }

    mutating func clear() {
        guard isOnScreen else { return }
        isOnScreen = false
        printError("\r\u{1B}[K")
    }
}
