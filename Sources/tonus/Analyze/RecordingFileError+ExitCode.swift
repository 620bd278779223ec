// SPDX-License-Identifier: Apache-2.0
import RecordingFiles

extension RecordingFileError {
    /// sysexits.h.
    var exitCode: Int32 {
        switch self {
        case .isDirectory: 66  // EX_NOINPUT
        case .system(_, let operation, _): operation == "Opening" ? 66 : 74  // EX_IOERR
        case .noSuchChannel, .channelTwice, .tooManyChannels: 64  // EX_USAGE
        case .ambiguousChannel(_, let wanted, _): wanted == nil ? 65 : 64
        default: 65  // EX_DATAERR
        }
    }
}
