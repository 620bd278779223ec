// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import RecordingFiles

/// Which recording to read, and what it does not say of itself.
struct RecordingArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "An EDF, EDF+, BDF, BDF+ or CSV file; - for CSV from standard input.", valueName: "FILE"))
    var path: String

    @Option(
        help: ArgumentHelp(
            "The pelvic-floor channel, by its heading or its number from 1 (default: the one that looks like it).",
            valueName: "COLUMN"))
    var column: String?

    @Option(
        help: ArgumentHelp(
            "The abdominal channel, by its heading or its number (default: one whose heading says so).",
            valueName: "COLUMN"))
    var abdominal: String?

    @Option(
        help: ArgumentHelp("Samples a second of a CSV file; its time column is then not consulted.", valueName: "HZ"))
    var rate: Double?

    @Option(
        help: ArgumentHelp("The time column of a CSV file, by its heading or its number.", valueName: "COLUMN"))
    var timeColumn: String?

    @Option(
        help: ArgumentHelp(
            "The unit of the pressures (default: what the file says): "
                + RecordedUnit.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "UNIT"),
        transform: RecordingArguments.unit)
    var unit: RecordedUnit?

    /// What the options ask of the file.
    var selection: RecordingSelection {
        RecordingSelection(
            pelvicFloor: column, abdominal: abdominal, unit: unit, rateHertz: rate, time: timeColumn)
    }

    func validate() throws {
        let limits = RecordingDescription.rateLimitsHertz
        if let rate, !limits.contains(rate) {
            throw ValidationError(
                "--rate \(rate): give \(Int(limits.lowerBound)) to \(Int(limits.upperBound)) samples a second")
        }
    }

    private static func unit(_ text: String) throws -> RecordedUnit {
        guard let unit = RecordedUnit(parsing: text) else {
            let names = RecordedUnit.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--unit \(text): give one of \(names)")
        }
        return unit
    }
}
