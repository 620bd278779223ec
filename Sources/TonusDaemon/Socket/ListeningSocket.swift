// SPDX-License-Identifier: Apache-2.0

/// Where the daemon listens: at a socket of its own, or at one that the service manager handed over.
enum ListeningSocket {
    case own(SocketFile)
    case inherited(InheritedSocket)

    /// Takes over what was inherited; else claims the path.
    ///
    /// - Parameters:
    ///   - given: the path that was asked for by name, with which an inherited socket must agree.
    ///   - path: the path to claim where nothing was inherited; nil where there is no place for a socket.
    ///   - service: as the service manager says.
    /// - Returns: the socket, claimed but not yet bound where it is the daemon's own.
    /// - Throws: where it cannot be had.
    static func open(given: String?, path: String?, service: ServiceEnvironment) throws(StartupError) -> Self {
        if service.descriptors > 0 {
            let socket = try InheritedSocket(count: service.descriptors)
            if let given, given != socket.path { throw .twoSockets(given: given, inherited: socket.path) }
            return .inherited(socket)
        }
        guard let path else { throw .noSocketPath }
        return .own(try SocketFile(claiming: path, groupDirectory: service.runtimeDirectory))
    }

    var path: String {
        switch self {
        case .own(let file): file.path
        case .inherited(let socket): socket.path
        }
    }

    /// The socket, to be listened at. The caller owns the descriptor.
    func descriptor() throws(StartupError) -> Int32 {
        switch self {
        case .own(let file): try file.bindSocket()
        case .inherited(let socket): socket.descriptor
        }
    }

    /// Whether clients can still connect by the path. What becomes of an inherited socket is the service manager's affair.
    var isInPlace: Bool {
        switch self {
        case .own(let file): file.isInPlace
        case .inherited: true
        }
    }

    /// Removes what is the daemon's own.
    func release() {
        if case .own(let file) = self { file.release() }
    }
}
