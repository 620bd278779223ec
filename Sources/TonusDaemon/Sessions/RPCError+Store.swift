// SPDX-License-Identifier: Apache-2.0
import SessionExport
import SessionStore
import StreamAPI

extension RPCError {
    init(_ code: Code) {
        self.init(code, "There is no such session any more.", hint: "sessions.list tells which there are.")
    }

    /// Why a session was not exported.
    init(export error: any Error) {
        switch error {
        case let error as StoreError: self.init(error)
        case let error as ExportError: self.init(.storage, error.message + ".", hint: error.hint)
        case let error as AgeError: self.init(.invalidParams, error.message + ".", hint: error.hint)
        case is ExportJob.Cancelled:
            self.init(.notPossibleNow, "The export was given up.", hint: "Ask for it again.")
        default: self.init(.internalError, "The session could not be exported.", hint: "Report this as a bug.")
        }
    }

    /// Why something about sessions was not done, in the store's own words: what is wrong, and what to do.
    init(_ error: StoreError) {
        let parts = error.description.split(separator: ";", maxSplits: 1).map(String.init)
        let message = parts[0].prefix(1).uppercased() + parts[0].dropFirst() + "."
        let hint = parts.count > 1 ? parts[1].drop { $0 == " " } : "Look at the daemon's log for more."
        let code: Code =
            switch error {
            case .unknownSession: .unknownSession
            case .isRecording, .state: .notPossibleNow
            case .tooLong: .invalidParams
            case .file, .inUse, .key, .wrongKey, .erased, .newerFormat, .damaged, .diskFull, .readOnly, .inputOutput:
                .storage
            }
        self.init(code, message, hint: hint.prefix(1).uppercased() + hint.dropFirst() + ".")
    }
}
