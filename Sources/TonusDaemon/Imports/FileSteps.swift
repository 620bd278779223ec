// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver
import Perineometry
import RecordingFiles

/// A recording that was made elsewhere as the steps by which it can be played.
struct FileSteps: RecordedSteps, @unchecked Sendable {
    // Unchecked: the file is read by whoever holds the steps, one at a time.
    private let probe: ImportedProbe
    private let identity: DeviceIdentity
    private var runs: CountedRuns
    private var notes: ArraySlice<RecordedNote>
    private var packets: ImportedPackets
    private var zero: Zero
    private var waiting: [RecordedStep] = []
    private var isOver = false

    /// - Parameters:
    ///   - file: the recording.
    ///   - name: the file's, which stands where a probe has its serial number.
    /// - Throws: where the file is not as it was, or no probe could be like that.
    init(_ file: CountedRecording, name: String) throws {
        probe = try ImportedProbe(file)
        identity = DeviceIdentity(
            serial: String(name.prefix(64)), manufacturer: "", product: probe.product, location: "file",
            isSimulated: probe.isSimulated)
        runs = try file.counts()
        notes =
            file.recordedNotes.filter {
                switch $0.kind {
                case .zero, .seam: true
                case .mark, .cue, .contraction: false
                }
            }[...]
        packets = ImportedPackets(probe)
        zero = Zero(state: file.statedZero ?? .none)
    }

    mutating func next() throws(RecordedStepsError) -> RecordedStep? {
        while waiting.isEmpty {
            guard !isOver else { return nil }
            try read()
        }
        return waiting.removeFirst()
    }

    private mutating func read() throws(RecordedStepsError) {
        let run: CountedRun?
        do throws(RecordingFileError) {
            run = try runs.next()
        } catch {
            throw RecordedStepsError(message: error.message, hint: error.hint)
        }
        guard let run else {
            isOver = true
            packets.close()
            waiting = packets.takeSteps().map(recorded)
            return
        }
        for place in 0..<run.sampleCount {
            let index = run.first + UInt64(place)
            while let note = notes.first, note.index <= index {
                notes.removeFirst()
                if case .zero(let state) = note.kind {
                    packets.flush()
                    // What came before counts from the zero before.
                    waiting += packets.takeSteps().map(recorded)
                    zero = Zero(state: state)
                    waiting.append(.zeroed(zero))
                } else {
                    packets.close()
                }
            }
            if let sample = run.sample(place) { packets.take(sample, at: index) }
        }
        waiting += packets.takeSteps().map(recorded)
    }

    private func recorded(_ step: ImportedPackets.Step) -> RecordedStep {
        switch step {
        case .opened(let first, let isReopening):
            .began(
                identity,
                RunFacts(
                    capabilities: probe.capabilities, calibration: probe.calibration,
                    rateIndex: ImportedProbe.rateIndex, firstIndex: first, zero: zero, followsAnother: isReopening))
        case .packet(let received, let index):
            .packet(KeptPacket(received: received, celsius: .nan, framePosition: 0, nextIndex: index))
        case .closed: .ended
        }
    }
}
