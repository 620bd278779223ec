// SPDX-License-Identifier: Apache-2.0
import Fuzzing

/// What a device sends in a stream, whatever its calibration: nothing traps, no sample is unaccounted for, host times do not
/// step back, and what is said of contractions holds together.
@main enum FuzzPipeline {
    static func main() {
        fuzz { bytes in
            var script = PacketScript(bytes)
            do {
                var run = try FuzzedRun(script.header)
                while let packet = script.next() { run.take(packet) }
                run.finish()
            } catch {
                fatalError("\(error)")
            }
        }
    }
}
