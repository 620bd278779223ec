// SPDX-License-Identifier: Apache-2.0

/// Why sessions cannot be kept or read. Each says what to do about it, and none holds a name, a note or a sample.
public enum StoreError: Error, Hashable, Sendable {
    /// A file or folder cannot be used.
    case file(path: String, reason: String)
    /// Another program keeps sessions there.
    case inUse(path: String)
    /// The key file or credential is not a key, or others may read it.
    case key(path: String, reason: String)
    /// It was sealed under another master key.
    case wrongKey(path: String)
    /// Its key was destroyed: nobody can read it any more.
    case erased(path: String)
    /// A newer version of Tonus wrote it.
    case newerFormat(path: String)
    /// Not a file of Tonus, or damaged where nothing else can stand in.
    case damaged(path: String, what: String)
    /// No session has this id.
    case unknownSession(SessionID)
    /// It is being recorded.
    case isRecording(SessionID)
    /// What was asked does not fit the session's state.
    case state(SessionState, refused: String)
    /// The disk is full, or too full to begin.
    case diskFull(path: String, freeBytes: UInt64?)
    case readOnly(path: String)
    /// The disk or its driver reported a fault; what was not acknowledged may be missing.
    case inputOutput(path: String, reason: String)
    /// A text is longer than what is kept.
    case tooLong(field: String, limitBytes: Int)
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let path, let reason): "\(path) cannot be used: \(reason)"
        case .inUse(let path): "\(path) is in use by another program; end it, or give another folder"
        case .key(let path, let reason): "\(path) is not usable as the master key: \(reason)"
        case .wrongKey(let path):
            "\(path) was sealed under another master key; restore the key file that was in use when it was written"
        case .erased(let path): "the key of \(path) was destroyed: it was erased and can never be read again"
        case .newerFormat(let path): "\(path) was written by a newer version of Tonus; update to read it"
        case .damaged(let path, let what) where path.hasSuffix("/" + Catalogue.fileName):
            "\(path) is damaged: \(what); restore it from a backup, or move it away and keep it: the index of the sessions"
                + " is then made anew, but participants, names and diary are in that file alone"
        case .damaged(let path, let what): "\(path) is damaged: \(what); restore it from a backup"
        case .unknownSession(let id): "there is no session \(id); list the sessions to see which there are"
        case .isRecording(let id): "session \(id) is being recorded; stop it first"
        case .state(let state, let refused): "a session that is \(state.rawValue) cannot be \(refused)"
        case .diskFull(let path, let free):
            "the disk that holds \(path) is full"
                + (free.map { " (\($0 / 1_000_000) MB are free)" } ?? "") + "; free some room and record again"
        case .readOnly(let path): "\(path) cannot be written: make it writable for the user that records"
        case .inputOutput(let path, let reason):
            "\(path) could not be written or read (\(reason)); look at the disk's health, and verify the session"
        case .tooLong(let field, let limit): "\(field) is too long: at most \(limit) bytes are kept"
        }
    }
}
