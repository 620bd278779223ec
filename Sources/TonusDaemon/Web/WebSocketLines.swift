// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOWebSocket
import StreamAPI

/// Stands between a WebSocket and a `ClientHandler`: a text message from the browser is a line, and whole lines of the
/// daemon's are a text message. Requests, replies and back-pressure are thereby those of the Unix socket.
final class WebSocketLines: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    private var isClosing = false

    /// The most pieces that one message may come in.
    static let longestFragments = 64

    /// Handlers from the frames to the lines, in their order.
    static func handlers() -> [any ChannelHandler] {
        [
            MaskedFrames(),
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: longestFragments,
                maxAccumulatedFrameSize: ProtocolLimits.requestBytes),
            WebSocketLines(),
        ]
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text:
            var line = frame.unmaskedData
            line.writeInteger(UInt8(ascii: "\n"))
            context.fireChannelRead(wrapInboundOut(line))
        case .binary: close(context, .unacceptableData)
        case .ping:
            // One that reads nothing gets no answer, and fills no memory.
            guard context.channel.isWritable else { return }
            let pong = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
            context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
        case .connectionClose: close(context, .normalClosure)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? NIOWebSocketFrameAggregator.Error {
        case .accumulatedFrameSizeIsTooLarge, .tooManyFragments: close(context, .messageTooLarge)
        case .some: close(context, .protocolError)
        // The handler before this one has said goodbye where the frame itself was at fault.
        case nil:
            isClosing = true
            context.close(promise: nil)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let frame = WebSocketFrame(fin: true, opcode: .text, data: unwrapOutboundIn(data))
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    /// The daemon closes the connection: it stops, or the browser read nothing for too long.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        sayGoodbye(context, .goingAway)
        context.close(mode: mode, promise: promise)
    }

    private func close(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode) {
        sayGoodbye(context, code)
        context.close(promise: nil)
    }

    private func sayGoodbye(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode) {
        guard !isClosing else { return }
        isClosing = true
        var data = context.channel.allocator.buffer(capacity: 2)
        data.write(webSocketErrorCode: code)
        let goodbye = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
        context.writeAndFlush(wrapOutboundOut(goodbye), promise: nil)
    }
}

/// Ends a connection whose frames are not masked, as RFC 6455, section 5.1, asks of a server.
private final class MaskedFrames: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if unwrapInboundIn(data).maskKey == nil {
            var reason = context.channel.allocator.buffer(capacity: 2)
            reason.write(webSocketErrorCode: .protocolError)
            let goodbye = WebSocketFrame(fin: true, opcode: .connectionClose, data: reason)
            context.writeAndFlush(NIOAny(goodbye), promise: nil)
            context.close(promise: nil)
        } else {
            context.fireChannelRead(data)
        }
    }
}
