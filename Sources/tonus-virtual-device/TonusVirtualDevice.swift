// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import VirtualPerineometer

/// The virtual perineometer's command line.
@main
struct TonusVirtualDevice: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tonus-virtual-device",
        abstract: "Puts a SIMULATED perineometer on USB, for those who build and test clients.",
        discussion: """
            Plug it into this machine, as root:
              modprobe vhci_hcd
              tonus-virtual-device --attach

            Or offer it to the usbip tools, as anyone, and attach it from another terminal, as root:
              tonus-virtual-device --listen
              usbip attach -r 127.0.0.1 -b 1-1

            Which patient, rate and channels is told as to tonusd --simulate=:
              tonus-virtual-device --attach slow-release,rate=1000,channels=2,seed=7

            Then it takes commands on standard input, one a line, and answers each by one line, ok or error:
            \(DeviceCommand.help)

            Virtual patients: \(Persona.catalogue.map(\.id).joined(separator: ", ")).
            """
    )

    @Flag(help: "Plug it into this machine's kernel: root and the module vhci_hcd are needed.")
    var attach = false

    @Option(
        help: ArgumentHelp(
            "Wait for usbip tools on this machine.",
            discussion: "--listen alone means port \(Self.standardPort); 0 is any free one.", valueName: "PORT"))
    var listen: UInt16?

    @Option(
        help: ArgumentHelp("The device's serial number (default: made of persona and seed).", valueName: "TEXT"),
        transform: Self.serial)
    var serial: String?

    @Argument(
        help: ArgumentHelp("Which patient: PERSONA[,rate=HZ][,channels=N][,seed=N].", valueName: "SPECIFICATION"),
        transform: Self.specification)
    var specification = SimulationSpecification()

    /// The port that IANA has assigned to USB/IP.
    private static let standardPort: UInt16 = 3240

    static func main() {
        // `--listen` may stand alone, as `--simulate` of tonusd.
        var arguments: [String] = []
        var rest = CommandLine.arguments.dropFirst()
        while let argument = rest.popFirst() {
            guard argument == "--listen" else {
                arguments.append(argument)
                continue
            }
            let port = rest.first.flatMap { Int($0) == nil ? nil : $0 }
            if port != nil { rest.removeFirst() }
            arguments.append("--listen=\(port ?? String(standardPort))")
        }
        main(arguments)
    }

    func validate() throws {
        guard attach != (listen != nil) else {
            throw ValidationError("Say how the perineometer is to be reached: either --attach or --listen.")
        }
    }

    func run() throws {
        let place = listen.map { VirtualDeviceServer.Place.loopback(port: $0) } ?? .kernel
        let server = VirtualDeviceServer(specification, serial: serial, at: place)
        do throws(VirtualDeviceServerError) {
            try server.run(commands: STDIN_FILENO) { Self.printLine($0, to: STDOUT_FILENO) }
        } catch {
            Self.printLine("tonus-virtual-device: \(error.message)\n  \(error.hint)", to: STDERR_FILENO)
            // EX_UNAVAILABLE of sysexits.h.
            throw ExitCode(69)
        }
    }

    private static func specification(_ text: String) throws -> SimulationSpecification {
        do throws(SimulationSpecificationError) {
            return try SimulationSpecification(parsing: text)
        } catch {
            throw ValidationError("\(text): \(error.message) \(error.hint)")
        }
    }

    private static func serial(_ text: String) throws -> String {
        guard (1...32).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw ValidationError("--serial \(text): a serial number has 1 to 32 printable ASCII characters.")
        }
        return text
    }

    /// At once, for a program at the other end of a pipe.
    private static func printLine(_ line: String, to descriptor: Int32) {
        var text = line + "\n"
        text.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
    }
}
