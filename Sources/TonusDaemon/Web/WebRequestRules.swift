// SPDX-License-Identifier: Apache-2.0
import NIOHTTP1

/// What is asked of a request before anything is done about it.
struct WebRequestRules {
    let address: WebAddress
    let door: WebDoor

    /// The header that a page of another site cannot add without being asked first, which is answered with a refusal.
    static let ownHeader = "X-Tonus"
    /// More than a link's secret needs.
    static let longestBody = 256

    /// Why a request is refused that asks for nothing but what everybody may see; nil where it is not.
    func refusal(of head: HTTPRequestHead) -> HTTPResponseStatus? {
        let hosts = head.headers["Host"]
        guard hosts.count == 1 else { return .badRequest }
        guard address.hosts.contains(hosts[0]) else { return .misdirectedRequest }
        let origins = head.headers["Origin"]
        guard origins.allSatisfy(address.origins.contains) else { return .forbidden }
        return nil
    }

    /// Why a request is refused that lets in or out.
    func refusalOfChange(of head: HTTPRequestHead) -> HTTPResponseStatus? {
        if let refusal = refusal(of: head) { return refusal }
        let isOwn = head.headers["Origin"].count == 1 && head.headers[Self.ownHeader] == ["1"]
        return isOwn ? nil : .forbidden
    }

    /// Why a request for the stream is refused.
    func refusalOfStream(of head: HTTPRequestHead) -> HTTPResponseStatus? {
        if let refusal = refusal(of: head) { return refusal }
        guard head.headers["Origin"].count == 1 else { return .forbidden }
        return isAdmitted(head) ? nil : .unauthorized
    }

    func isAdmitted(_ head: HTTPRequestHead) -> Bool {
        address.session(of: head.headers).map { door.isAdmitted($0) } ?? false
    }
}
