// SPDX-License-Identifier: Apache-2.0

/// Why a request was not carried out: a code for programs, a sentence for people, and what to do about it.
public struct RPCError: Error, Hashable, Sendable, Codable {
    /// What else there is to say of an error.
    public struct Details: Hashable, Sendable, Codable {
        /// What to do about it.
        public var hint: String
    }

    /// One of those listed; for programs.
    public var code: Int
    /// What was wrong, in a sentence for people.
    public var message: String
    /// What else there is to say.
    public var data: Details?

    public init(_ code: Code, _ message: String, hint: String) {
        self.code = code.rawValue
        self.message = message
        data = Details(hint: hint)
    }

    /// The codes in use: those below -32600 are JSON-RPC's own, those from -32000 down are Tonus'.
    public enum Code: Int, Sendable, CaseIterable {
        /// Not JSON.
        case parseError = -32700
        /// Not a JSON-RPC 2.0 request object.
        case invalidRequest = -32600
        /// No such method.
        case methodNotFound = -32601
        /// A parameter is missing or has a value that cannot be.
        case invalidParams = -32602
        /// A fault of the daemon.
        case internalError = -32603
        /// More than 64 KiB; the rest of the line is skipped and the connection goes on.
        case requestTooLong = -32000
        /// This connection has no such subscription.
        case unknownSubscription = -32001
        /// More than 16 on one connection.
        case tooManySubscriptions = -32002
        /// The connection is closed after this.
        case tooManyClients = -32003
        /// No perineometer of this serial number was seen.
        case unknownDevice = -32004
        /// The state of the perineometer does not allow it; the hint says what to wait for.
        case notPossibleNow = -32005
        /// For controllers only, or not while paused. As the first line, with the id null: this user may not connect.
        case notAllowed = -32006
        /// No session, or not one alone, has this id.
        case unknownSession = -32007
        /// Sessions cannot be kept or read: the disk, the key, or a damaged file.
        case storage = -32008
        /// This connection has no such export.
        case unknownExport = -32009
        /// The daemon has no programme of this name.
        case unknownProgramme = -32010
        /// No participant has this pseudonym, in the catalogue or in a session.
        case unknownParticipant = -32011
        /// No entry of the diary, or not one alone, has this id.
        case unknownEntry = -32012
    }
}
