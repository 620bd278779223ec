// SPDX-License-Identifier: Apache-2.0

/// Where a session came from that was recorded by another program: its pressures are as that program's file states them,
/// by a probe and a calibration that are not known here.
///
/// Its packets are made of the file's samples. They hold the counts of an EDF or BDF file unchanged; the numbers of a text
/// are rounded to `resolution`.
public struct ImportedRecording: Hashable, Sendable, Codable {
    /// The kind of file: "EDF+C", "CSV".
    public var format: String
    /// SHA-256 of the file, 64 hexadecimal digits; nil where whoever imported it did not say.
    public var digest: String?
    /// By channel, pelvic floor first: the unit in which the file has its pressures.
    public var units: [String]
    /// By channel: cmH2O a count.
    public var resolution: [Double]
    /// Whether the file or somebody said when it was recorded; otherwise the session is dated to its import.
    public var isDated: Bool

    public init(format: String, digest: String?, units: [String], resolution: [Double], isDated: Bool) {
        self.format = format
        self.digest = digest
        self.units = units
        self.resolution = resolution
        self.isDated = isDated
    }
}
