// SPDX-License-Identifier: Apache-2.0
internal import CLinuxShim
internal import Glibc
internal import PerineometerDriver
internal import Perineometry

/// Offers a virtual perineometer over USB/IP, in real time, and does what commands ask.
///
/// One thread does everything, that which calls `run`: it sleeps until a packet is due, a host sends something, or a
/// command comes.
public final class VirtualDeviceServer {
    /// How hosts come to the device.
    public enum Place: Hashable, Sendable {
        /// Plugged into this machine's kernel, which takes root and the module vhci_hcd.
        case kernel
        /// On TCP, for programs of this machine only; 0 means any free port.
        case loopback(port: UInt16)
        /// The host is at the other end of a stream socket, which the server takes over. Once unplugged it stays so.
        case socket(Int32)
    }

    let place: Place
    let usb: VirtualUSBDevice
    private var device: VirtualDevice { usb.device }
    var pace: DevicePace
    var isPlugged = true
    var isEnding = false
    private var listener: LoopbackListener?
    /// The host that has the device.
    var host: USBIPConnection?
    /// Connections that have not imported the device.
    private var visitors: [USBIPConnection] = []
    private var commandText: [UInt8] = []

    private static let visitorLimit = 8
    private static let commandLimit = 4096
    /// While nothing streams the patient's time passes in such steps.
    private static let longestSleepNanoseconds: UInt64 = 100_000_000

    /// - Parameters:
    ///   - specification: which device.
    ///   - serial: its serial number, 1 to 32 printable ASCII characters; nil: one made of persona and seed.
    ///   - place: how hosts come to it.
    public init(_ specification: SimulationSpecification, serial: String? = nil, at place: Place) {
        self.place = place
        usb = VirtualUSBDevice(VirtualDevice(specification, serial: serial))
        pace = DevicePace(at: HostClock.now(), deviceMicroseconds: 0)
    }

    /// Serves until a command ends it. The first line that is said begins with SIMULATED and tells where the device is;
    /// after that each command is answered by one line. Where `commands` ends it goes on without.
    ///
    /// - Parameters:
    ///   - commands: a descriptor to read commands from, one a line; see `DeviceCommand`.
    ///   - say: takes lines.
    ///
    /// - Throws: `VirtualDeviceServerError` where the device cannot be offered in the first place.
    public func run(commands: Int32, say: (String) -> Void) throws(VirtualDeviceServerError) {
        if case .loopback(let port) = place { listener = try LoopbackListener(port: port) }
        say("SIMULATED perineometer, serial \(device.identity.serial): \(try attach())")
        var commands: Int32? = commands
        while !isEnding {
            step(say)
            var polled = [pollfd(fd: commands ?? -1, events: Int16(POLLIN), revents: 0)]
            polled.append(pollfd(fd: listener?.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
            polled.append(interest(in: host))
            let guests = visitors
            polled.append(contentsOf: guests.map { interest(in: $0) })
            CLinuxShim_poll(&polled, UInt(polled.count), nanosecondsToSleep())
            if polled[0].revents != 0, let descriptor = commands, !readCommands(descriptor, say: say) { commands = nil }
            if polled[1].revents != 0 { welcome() }
            if polled[2].revents != 0 { serveHost(say) }
            for (guest, result) in zip(guests, polled[3...]) where result.revents != 0 { serve(guest, say) }
        }
        leave()
    }

    // MARK: Time

    private func step(_ say: (String) -> Void) {
        usb.advance(toMicroseconds: pace.microseconds(at: HostClock.now()))
        if isPlugged, device.isDisconnected { unplug() }
        if let host, !host.send(usb.takeReplies()) { hostLeft(say) }
    }

    private func nanosecondsToSleep() -> Int64 {
        let now = HostClock.now()
        var wake = now.nanoseconds + Self.longestSleepNanoseconds
        if let due = device.nextPacketMicroseconds {
            wake = min(wake, pace.hostTime(atMicroseconds: due).nanoseconds)
        }
        return wake > now.nanoseconds ? Int64(wake - now.nanoseconds) : 0
    }

    // MARK: Plugging

    /// Offers the device, and says where.
    func attach() throws(VirtualDeviceServerError) -> String {
        switch place {
        case .kernel:
            let (descriptor, port) = try VHCIPort.attach()
            host = USBIPConnection(descriptor: descriptor)
            return "plugged into port \(port) of vhci_hcd"
        case .loopback:
            let port = listener?.port ?? 0
            let tools = port == 3240 ? "usbip" : "usbip --tcp-port \(port)"
            return "waits at 127.0.0.1:\(port) for: \(tools) attach -r 127.0.0.1 -b \(USBIPListing.busID)"
        case .socket(let descriptor):
            host = USBIPConnection(descriptor: descriptor)
            return "at the other end of descriptor \(descriptor)"
        }
    }

    /// Takes the device away from its host, as a hand does.
    func unplug() {
        isPlugged = false
        device.unplug()
        leave()
    }

    private func leave() {
        host?.shutDown()
        host = nil
        usb.forgetHost()
    }

    /// The host has gone; a device stays where it was, but does not stream to nobody.
    private func hostLeft(_ say: (String) -> Void) {
        say("# The host has let go of the device.")
        host = nil
        usb.forgetHost()
        _ = device.control(.stop)
        // A kernel that let go of the device, as by "usbip detach", does not take it back by itself.
        if case .kernel = place { unplug() }
    }

    // MARK: Hosts

    private func interest(in connection: USBIPConnection?) -> pollfd {
        let events = POLLIN | (connection?.hasOutput == true ? POLLOUT : 0)
        return pollfd(fd: connection?.descriptor ?? -1, events: Int16(events), revents: 0)
    }

    private func welcome() {
        guard let visitor = listener?.accept() else { return }
        // Who came first and has asked for nothing goes first.
        if visitors.count == Self.visitorLimit { visitors.removeFirst() }
        visitors.append(visitor)
    }

    private func serveHost(_ say: (String) -> Void) {
        guard let host else { return }
        var isThere = host.flush() && host.receive()
        // The device's time first: what a request finds must not depend on when it was read.
        usb.advance(toMicroseconds: pace.microseconds(at: HostClock.now()))
        do throws(USBIPFault) {
            while let request = try host.next(USBIPRequest.decode) { usb.take(request) }
        } catch {
            say("# \(error.message)")
            isThere = false
        }
        if !isThere { hostLeft(say) }
    }

    private func serve(_ visitor: USBIPConnection, _ say: (String) -> Void) {
        var isThere = visitor.flush() && visitor.receive()
        do throws(USBIPFault) {
            while isThere, let operation = try visitor.next(USBIPOperation.decode) {
                switch operation {
                case .list: isThere = visitor.send(USBIPListing.listReply(isAvailable: isPlugged && host == nil))
                case .import(let busID):
                    let status: USBIPOperationStatus =
                        busID != USBIPListing.busID || !isPlugged ? .noSuchDevice : host == nil ? .success : .deviceBusy
                    isThere = visitor.send(USBIPListing.importReply(status))
                    guard status == .success, isThere else { continue }
                    visitors.removeAll { $0 === visitor }
                    host = visitor
                    return serveHost(say)
                }
            }
        } catch {
            say("# \(error.message)")
            isThere = false
        }
        if !isThere { visitors.removeAll { $0 === visitor } }
    }

    // MARK: Commands

    /// Returns false where no more will come.
    private func readCommands(_ descriptor: Int32, say: (String) -> Void) -> Bool {
        var piece = [UInt8](repeating: 0, count: Self.commandLimit)
        let count = read(descriptor, &piece, piece.count)
        guard count > 0 else { return count < 0 && (errno == EINTR || errno == EAGAIN) }
        commandText.append(contentsOf: piece.prefix(count))
        while let end = commandText.firstIndex(of: UInt8(ascii: "\n")), !isEnding {
            let line = String(decoding: commandText[..<end], as: UTF8.self)
            commandText.removeFirst(end + 1)
            say(answer(to: line))
        }
        if commandText.count > Self.commandLimit {
            commandText.removeAll()
            say("error a line may have \(Self.commandLimit) bytes")
        }
        return true
    }
}
