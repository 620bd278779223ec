// SPDX-License-Identifier: Apache-2.0

/// Why a request was not carried out: a code for programs, a sentence for people, and what to do about it.
public struct RPCError: Error, Hashable, Sendable, Codable {
    public struct Details: Hashable, Sendable, Codable {
        /// What to do about it.
        public var hint: String
    }

    public var code: Int
    public var message: String
    public var data: Details?

    public init(_ code: Code, _ message: String, hint: String) {
        self.code = code.rawValue
        self.message = message
        data = Details(hint: hint)
    }

    /// The codes in use: those below -32600 are JSON-RPC's own, those from -32000 down are Tonus'.
    public enum Code: Int, Sendable, CaseIterable {
        case parseError = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case internalError = -32603
        case requestTooLong = -32000
        case unknownSubscription = -32001
        case tooManySubscriptions = -32002
        case tooManyClients = -32003
        case unknownDevice = -32004
        case notPossibleNow = -32005
        case notAllowed = -32006
    }
}
