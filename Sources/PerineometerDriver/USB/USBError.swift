// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB

/// A failed libusb call: its negative return value.
struct USBError: Error, Hashable {
    var code: Int32

    static let access = USBError(LIBUSB_ERROR_ACCESS)
    static let busy = USBError(LIBUSB_ERROR_BUSY)
    static let noDevice = USBError(LIBUSB_ERROR_NO_DEVICE)
    static let pipe = USBError(LIBUSB_ERROR_PIPE)
    static let timeout = USBError(LIBUSB_ERROR_TIMEOUT)
    static let notFound = USBError(LIBUSB_ERROR_NOT_FOUND)
    static let noMemory = USBError(LIBUSB_ERROR_NO_MEM)
    static let overflow = USBError(LIBUSB_ERROR_OVERFLOW)
    static let inputOutput = USBError(LIBUSB_ERROR_IO)
    static let interrupted = USBError(LIBUSB_ERROR_INTERRUPTED)

    init(_ code: libusb_error) { self.code = code.rawValue }

    init(code: Int32) { self.code = code }

    /// Throws where `result` is a libusb error code; else returns it (0, or a count).
    @discardableResult
    static func check(_ result: Int32) throws(USBError) -> Int32 {
        if result < 0 { throw USBError(code: result) }
        return result
    }

    /// libusb's own name, such as `LIBUSB_ERROR_IO`.
    var name: String { libusb_error_name(code).map { String(cString: $0) } ?? "libusb error \(code)" }

    /// What this means while a device is being opened.
    func whileOpening(_ operation: String, location: String) -> TransportError {
        switch self {
        case .noDevice: .disconnected
        case .access: .accessDenied(location: location)
        case .busy: .busy(location: location)
        case .interrupted: .interrupted
        default: .failed(operation: "\(operation) at \(location)", reason: name)
        }
    }

    /// What this means as the end of a control request.
    func ending(_ request: ControlRequest) -> TransportError {
        switch self {
        case .noDevice: .disconnected
        case .pipe: .requestRefused(request: request.number)
        case .timeout: .timedOut(request: request.number)
        case .interrupted: .interrupted
        default: .failed(operation: "Request 0x\(String(request.number, radix: 16))", reason: name)
        }
    }

    /// What this means after a reset of the device: one that comes back as another has to be found anew.
    func whileResetting(location: String) -> TransportError {
        self == .notFound ? .disconnected : whileOpening("Resetting the perineometer", location: location)
    }

    /// What this means while packets are received.
    func whileReceiving(_ operation: String) -> TransportError {
        self == .noDevice ? .disconnected : .failed(operation: operation, reason: name)
    }
}
