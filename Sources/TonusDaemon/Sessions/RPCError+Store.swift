// SPDX-License-Identifier: Apache-2.0
import SessionStore
import StreamAPI

extension RPCError {
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
