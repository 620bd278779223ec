// SPDX-License-Identifier: Apache-2.0

/// What whoever reads the figures of a recording should know of how it came about.
public struct RecordingNotice: Codable, Hashable, Sendable {
    /// What it tells, for programs that say it in another language.
    public enum Key: String, Codable, Sendable, CaseIterable {
        /// Another program recorded it; `format` is that of its file.
        case imported
        /// When it was recorded is not known.
        case undated
        /// The daemon ended while it recorded, or its disk failed.
        case recovered
        /// `count` runs of the daemon recorded it.
        case runs
        /// `count` blocks are damaged.
        case damaged
    }

    public var key: Key
    public var count: Int?
    public var format: String?

    private init(_ key: Key, count: Int? = nil, format: String? = nil) {
        self.key = key
        self.count = count
        self.format = format
    }

    public static func imported(format: String) -> Self { Self(.imported, format: format) }
    public static let undated = Self(.undated)
    public static let recovered = Self(.recovered)
    public static func runs(_ count: Int) -> Self { Self(.runs, count: count) }
    public static func damaged(blocks: Int) -> Self { Self(.damaged, count: blocks) }

    /// In English, as files carry it.
    public var sentence: String {
        switch key {
        case .imported:
            "Recorded by another program and imported from \(format ?? "a file"): pressures, zero and times are as that "
                + "file states them."
        case .undated: "When it was recorded is not known; it is dated to its import."
        case .recovered: "The daemon ended while it recorded, or its disk failed; the session was recovered."
        case .runs: "Recorded by \(count ?? 0) runs of the daemon."
        case .damaged: "\(count ?? 0) blocks are damaged and left out."
        }
    }
}
