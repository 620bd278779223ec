// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import StreamAPI

/// Writes one export into an HTTP answer, a piece at a time: the next is asked for when the last has gone out, so that
/// memory stays bounded whatever the browser does.
final class WebExportAnswer {
    private let export: WebExport
    private let job: ExportJob
    private let headers: HTTPHeaders
    private let context: ChannelHandlerContext
    private let done: (Bool) -> Void
    private var hasBegun = false
    private var isOver = false

    /// `done` is called once, with whether the connection may be used again.
    init(
        _ export: WebExport, job: ExportJob, headers: HTTPHeaders, context: ChannelHandlerContext,
        done: @escaping (Bool) -> Void
    ) {
        (self.export, self.job, self.headers, self.context, self.done) = (export, job, headers, context, done)
    }

    func goOn() {
        guard !isOver else { return }
        let target = NIOLoopBound(self, eventLoop: context.eventLoop)
        _ = job.read { piece in target.eventLoop.execute { target.value.take(piece) } }
    }

    /// The browser has gone.
    func giveUp() {
        guard !isOver else { return }
        job.cancel()
        end(isWhole: false)
    }

    private func take(_ piece: ExportJob.Piece) {
        guard !isOver else { return }
        switch piece {
        case .bytes(let bytes, let isLast):
            begin(.ok, type: type)
            let written = context.eventLoop.makePromise(of: Void.self)
            write(.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: written)
            context.flush()
            written.futureResult.assumeIsolated().whenComplete { [self] result in
                guard !isOver else { return }
                guard case .success = result else { return giveUp() }
                guard isLast else { return goOn() }
                write(.end(nil))
                context.flush()
                end(isWhole: true)
            }
        case .failed(let error):
            // Half a file must not look like a whole one: the connection breaks off.
            guard !hasBegun else {
                end(isWhole: false)
                context.close(promise: nil)
                return
            }
            let reason = RPCError(export: error)
            begin(.internalServerError, type: "text/plain; charset=utf-8")
            write(.body(.byteBuffer(ByteBuffer(string: "\(reason.message) \(reason.data?.hint ?? "")\n"))))
            write(.end(nil))
            context.flush()
            end(isWhole: true)
        }
    }

    private func begin(_ status: HTTPResponseStatus, type: String) {
        guard !hasBegun else { return }
        hasBegun = true
        var headers = headers
        headers.add(name: "Content-Type", value: type)
        if status == .ok {
            let way = export.isPage ? "inline" : "attachment"
            headers.add(name: "Content-Disposition", value: "\(way); filename=\"\(export.fileName)\"")
            if export.isPage { headers.replaceOrAdd(name: "Content-Security-Policy", value: Self.pagePolicy) }
        }
        headers.add(name: "Transfer-Encoding", value: "chunked")
        write(.head(.init(version: .http1_1, status: status, headers: headers)))
    }

    /// A report has its style in itself, and nothing else: no script, nothing from anywhere.
    private static let pagePolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private var type: String {
        switch export.fileName.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "csv": "text/csv; charset=utf-8"
        case "json": "application/json"
        default: "application/octet-stream"
        }
    }

    private func write(_ part: HTTPServerResponsePart, promise: EventLoopPromise<Void>? = nil) {
        context.write(NIOAny(part), promise: promise)
    }

    private func end(isWhole: Bool) {
        isOver = true
        done(isWhole)
    }
}
