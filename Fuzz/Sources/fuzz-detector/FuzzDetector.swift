// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Fuzzing
import Perineometry
import SignalProcessing

/// Arbitrary samples, gaps and cues, made of bytes: nothing traps, and what is said of contractions holds together.
@main enum FuzzDetector {
    static func main() {
        fuzz { bytes in
            var script = SignalScript(bytes)
            do {
                var session = try FuzzedSession(script.header)
                while let step = script.next() { session.take(step) }
                session.finish()
            } catch {
                fatalError("\(error)")
            }
        }
    }
}
