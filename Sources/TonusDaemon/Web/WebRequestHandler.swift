// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOWebSocket
import StreamAPI

/// Answers the requests of one HTTP connection: the dashboard's files, and the exchange of a link for a session.
///
/// The stream is another handler's, after the upgrade to a WebSocket; here a request for it is only refused.
final class WebRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let rules: WebRequestRules
    private let files: WebFiles
    /// Counts and latencies, where whoever reaches this port may see them; else nil.
    private let metrics: () -> String?
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    private var bodyIsTooLong = false
    private var deadline: Scheduled<Void>?
    /// Files that this browser was promised.
    private let exports: WebExports
    private var answering: WebExportAnswer?

    static let streamPath = "/stream"
    static let sessionPath = "/session"
    static let metricsPath = "/metrics"
    /// How long a request may take to come, and a connection to wait for the next.
    static let patience = TimeAmount.seconds(15)

    init(
        rules: WebRequestRules, files: WebFiles, exports: WebExports, metrics: @escaping () -> String? = { nil }
    ) {
        self.exports = exports
        self.metrics = metrics
        self.rules = rules
        self.files = files
    }

    func handlerAdded(context: ChannelHandlerContext) { expectRequest(context) }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        answering?.giveUp()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A request for a WebSocket that may not have one comes here next, to be refused with the reason.
        if error is NIOWebSocketUpgradeError || error is HTTPServerUpgradeErrors { return }
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.clear()
            bodyIsTooLong = false
        case .body(var bytes):
            // What is too long is read to its end and dropped, so that the answer reaches the other side.
            bodyIsTooLong = bodyIsTooLong || body.readableBytes + bytes.readableBytes > WebRequestRules.longestBody
            if !bodyIsTooLong { body.writeBuffer(&bytes) }
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    /// A connection that asks for nothing in time is closed, however it spends it.
    private func expectRequest(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { context.close(promise: nil) }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let path = String(head.uri.prefix { $0 != "?" })
        if bodyIsTooLong { return refuse(head, .payloadTooLarge, context) }
        if path == Self.sessionPath, head.method != .GET { return answerChange(head, context) }
        if let refusal = path == Self.streamPath ? rules.refusalOfStream(of: head) : rules.refusal(of: head) {
            return refuse(head, refusal, context)
        }
        guard head.method == .GET || head.method == .HEAD else { return refuse(head, .methodNotAllowed, context) }
        switch path {
        // One that may have it comes here where there are too many already.
        case Self.streamPath:
            refuse(head, head.headers["Upgrade"].isEmpty ? .upgradeRequired : .serviceUnavailable, context)
        case Self.metricsPath:
            guard let text = metrics() else { return refuse(head, .notFound, context) }
            respond(to: head, .ok, type: PrometheusText.contentType, ByteBuffer(string: text), context)
        case Self.sessionPath: refuse(head, rules.isAdmitted(head) ? .noContent : .unauthorized, context)
        case _ where path.hasPrefix(WebExports.path): answerExport(head, path, context)
        default:
            guard let file = files.files[path] else { return refuse(head, .notFound, context) }
            respond(to: head, .ok, type: file.type, file.body, context)
        }
    }

    /// Lets a browser in, or out.
    private func answerChange(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        if let refusal = rules.refusalOfChange(of: head) { return refuse(head, refusal, context) }
        switch head.method {
        case .POST:
            guard let secret = WebSecret(String(buffer: body)), let session = rules.door.admit(secret) else {
                return refuse(head, .unauthorized, context)
            }
            respond(to: head, .noContent, more: ["Set-Cookie": rules.address.cookie(session)], ByteBuffer(), context)
        case .DELETE:
            if let secret = rules.address.session(of: head.headers) { rules.door.dismiss(secret) }
            respond(to: head, .noContent, more: ["Set-Cookie": rules.address.noCookie], ByteBuffer(), context)
        default: refuse(head, .methodNotAllowed, context)
        }
    }

    /// Sends a file that was promised. Requests are taken one at a time, so nothing else is answered meanwhile.
    private func answerExport(_ head: HTTPRequestHead, _ path: String, _ context: ChannelHandlerContext) {
        guard rules.isAdmitted(head) else { return refuse(head, .unauthorized, context) }
        guard head.method == .GET else { return refuse(head, .methodNotAllowed, context) }
        guard let export = exports.take(path) else { return refuse(head, .notFound, context) }
        guard let job = exports.begin(export) else { return refuse(head, .serviceUnavailable, context) }
        deadline?.cancel()
        let stays = head.isKeepAlive
        var headers = rules.address.headers
        headers.add(name: "Connection", value: stays ? "keep-alive" : "close")
        let answer = WebExportAnswer(export, job: job, headers: headers, context: context) { [self] isWhole in
            exports.end()
            answering = nil
            guard isWhole else { return }
            expectRequest(context)
            if !stays { context.close(promise: nil) }
        }
        answering = answer
        answer.goOn()
    }

    private func refuse(_ head: HTTPRequestHead, _ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
        let text = status == .noContent ? "" : "\(status.code) \(status.reasonPhrase)\n"
        respond(to: head, status, type: "text/plain; charset=utf-8", ByteBuffer(string: text), context)
    }

    private func respond(
        to head: HTTPRequestHead, _ status: HTTPResponseStatus, type: String? = nil, more: HTTPHeaders = [:],
        _ body: ByteBuffer, _ context: ChannelHandlerContext
    ) {
        var headers = rules.address.headers
        headers.add(contentsOf: more)
        if status != .noContent {
            if let type { headers.add(name: "Content-Type", value: type) }
            headers.add(name: "Content-Length", value: "\(body.readableBytes)")
        }
        // Whoever was refused for the name that it called has no business to go on.
        let stays = head.isKeepAlive && status != .misdirectedRequest && status != .badRequest
        headers.add(name: "Connection", value: stays ? "keep-alive" : "close")
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
        if head.method != .HEAD, body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let end = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        expectRequest(context)
        if !stays { end.assumeIsolated().whenComplete { _ in context.close(promise: nil) } }
    }
}
