// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import StreamAPI
import Synchronization

/// The rules in force, the pauses in force, and who is connected. Lives on the event loop, but for `replace`.
final class ClientAccess: @unchecked Sendable {
    // Unchecked: everything but `replace` is used on the publisher's event loop only.
    private(set) var rules: AccessRules
    var consent = Consent()
    let publisher: StreamPublisher
    /// Counts what `consent` tells of, so that a subscription sees whether it has told the newest.
    private(set) var changes = 0
    private var newestConnection = 0
    private var names: [uid_t: String?] = [:]
    private var isTellingSoon = false
    /// The body of `consent` but for its subscription and connection, and the change that it tells of.
    private var written: (change: Int, body: ByteBuffer)?

    init(rules: AccessRules, publisher: StreamPublisher) {
        self.rules = rules
        self.publisher = publisher
    }

    /// Has other rules hold from now on, for those who are connected too. From any thread.
    func replace(with rules: AccessRules) {
        publisher.eventLoop.execute { [self] in
            self.rules = rules
            publisher.forEachClient { $0.apply(rules) }
        }
    }

    func nextConnectionNumber() -> Int {
        newestConnection += 1
        return newestConnection
    }

    /// The name of a user. It is looked up once; where a directory server must be asked, everybody waits that once.
    func userName(of number: uid_t) -> String? {
        if let known = names[number] { return known }
        let name = Accounts.userName(of: number).map { String($0.prefix(64)) }
        if names.count >= 1024 { names.removeAll() }
        names[number] = .some(name)
        return name
    }

    /// Something changed that `consent` tells of. Many changes in one moment are told once.
    func noteChange() {
        changes += 1
        guard !isTellingSoon else { return }
        isTellingSoon = true
        publisher.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) { [self] in
            isTellingSoon = false
            publisher.forEachClient { if $0.streams.contains(.consent) { $0.send() } }
        }
    }

    /// Writes `consent`. All but two numbers are the same for everybody and written once: there may be hundreds who listen,
    /// and somebody who comes and goes all the time.
    func write(to buffer: inout ByteBuffer, subscription: Int, client: ClientHandler) {
        let body: ByteBuffer
        if let written, written.change == changes {
            body = written.body
        } else {
            var new = ByteBuffer()
            publisher.messages.write(ConsentBody(report(to: client)), to: &new)
            // Without the brace that opens it and the line feed.
            new.moveReaderIndex(forwardBy: 1)
            body = new
            written = (changes, new)
        }
        buffer.writeString(
            #"{"jsonrpc":"2.0","method":"\#(ConsentMessage.method)","params":{"subscription":\#(subscription),"#
                + #""connection":\#(client.number),"#)
        buffer.writeImmutableBuffer(body)
        buffer.moveWriterIndex(to: buffer.writerIndex - 1)
        buffer.writeStaticString("}\n")
    }

    /// What of a report is the same for everybody.
    private struct ConsentBody: Encodable {
        var watchers: [Watcher]
        var omitted: Int?
        var withheld: Bool

        init(_ report: ConsentReport) {
            watchers = report.watchers
            omitted = report.omitted
            withheld = report.withheld
        }
    }

    /// Who watches, as `client` is to be told.
    func report(to client: ClientHandler) -> ConsentReport {
        var clients: [ClientHandler] = []
        publisher.forEachClient { if !$0.isLeaving { clients.append($0) } }
        // Should they not all fit, those who watch matter most.
        clients.sort { ($0.streams.isEmpty ? 1 : 0, $0.number) < ($1.streams.isEmpty ? 1 : 0, $1.number) }
        let omitted = clients.count - ConsentReport.watcherLimit
        let listed = clients.prefix(ConsentReport.watcherLimit).sorted { $0.number < $1.number }
        return ConsentReport(
            watchers: listed.map { watcher($0) }, omitted: omitted > 0 ? omitted : nil,
            withheld: consent.isForEverybody, connection: client.number)
    }

    private func watcher(_ client: ClientHandler) -> Watcher {
        Watcher(
            connection: client.number, user: userName(of: client.peer.userID), uid: client.peer.userID,
            program: client.program, pid: client.peer.processID, role: client.role,
            since: publisher.messages.hostTime.unixSeconds(client.since),
            streams: StreamName.allCases.filter { client.streams.contains($0) }, paused: client.isWithheld)
    }
}
