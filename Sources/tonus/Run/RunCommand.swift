// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ExerciseProgrammes
import Glibc
import GuidedExercise
import StreamAPI
import TonusClient

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Be guided through an exercise.",
        discussion: """
            Says what to do and for how long, and shows your pressure beside the target where the programme lets you see \
            it. tonus programmes list lists what there is, tonus programmes show NAME tells what would come.

              space      pause, and go on
              s          skip this part
              q or Esc   stop, at any time: it is always a good end (Ctrl-C does the same)
              n          go on, where it goes at your own pace
              f          I feel tension, where you are asked to notice it
              -          a smaller trainer today
              0-9 Enter  answer a question; Enter alone: rather not say

            A session is recorded meanwhile, on this machine only and encrypted, and kept when you stop early; --no-record \
            leaves it out. The exercise goes on in the daemon when this terminal closes: run the same again to come back \
            to it. When the probe is unplugged it waits. When the daemon is started anew, an exercise that is recorded \
            is paused until you go on.

            For a screen reader use --plain: a line for each cue and each change, nothing that is drawn over. NO_COLOR=1 \
            leaves the colours out.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: ArgumentHelp("The id of a programme, or the path of a programme's file.", valueName: "PROGRAMME"))
    var programme: String

    @Option(
        help: ArgumentHelp(
            "Amplitude of your maximal squeeze in an earlier session, above rest, 1 to 300.", valueName: "CMH2O"))
    var maximum: Double?

    @Flag(help: "Ask for no maximal squeeze, and use none.")
    var withoutMaximum = false

    @Flag(name: .customLong("no-record"), help: "Record no session.")
    var noRecord = false

    @Option(
        help: ArgumentHelp(
            "A pseudonym for the recorded session, and for the diary where a trainer was used; never a name.",
            valueName: "PSEUDONYM"))
    var participant: String?

    @Flag(help: "Lines only, for screen readers and pipes.")
    var plain = false

    @Flag(help: "Ring the terminal's bell at each cue.")
    var bell = false

    @Option(help: ArgumentHelp("Which perineometer (default: the first).", valueName: "SERIAL"))
    var device: String?

    func validate() throws {
        if let maximum, !(1...300).contains(maximum) {
            throw ValidationError("--maximum is \(maximum): give 1 to 300 cmH2O above rest, or leave it out")
        }
        if maximum != nil, withoutMaximum {
            throw ValidationError("--maximum and --without-maximum exclude each other: give one of them")
        }
    }

    func run() throws {
        let (params, own) = try params()
        var end: Int32?
        try connection.withConnection { tonus throws(ClientError) in
            let terminal = RunTerminal(
                isPlain: plain || isatty(STDOUT_FILENO) == 0, rings: bell,
                colours: getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
            var session = RunSession(connection: connection, device: device, terminal: terminal)
            try session.begin(tonus, params, own: own)
            guard terminal.enter() else {
                throw .system(operation: "Setting up the terminal", reason: String(cString: strerror(errno)))
            }
            defer { terminal.leave() }
            end = try session.follow()
        }
        // As a shell expects of a program that a signal ended.
        if let end { throw ExitCode(end) }
    }

    /// A programme of one's own the daemon may not be able to read: it is sent as text.
    private func params() throws -> (ProgrammeRunParams, own: Programme?) {
        var params = ProgrammeRunParams(
            name: programme, device: device, maximum: maximum, withoutMaximum: withoutMaximum ? true : nil,
            record: !noRecord, participant: participant)
        guard let found = ProgrammeLibrary.ofThisProcess().find(programme), found.origin == .own else {
            return (params, nil)
        }
        if case .failure(let faults) = found.programme {
            printError(FaultText.lines(of: faults.faults, in: found.path))
            throw ExitCode(access(found.path, F_OK) == 0 ? 65 : 66)  // EX_DATAERR, EX_NOINPUT
        }
        params.name = nil
        params.text = try Self.text(of: found.path)
        return (params, try? found.programme.get())
    }

    private static func text(of path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw ExitCode(66) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: TextNode.longestYAML)
        let count = fread(&bytes, 1, bytes.count, file)
        // What reading made of the file above was a programme: it is text.
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        guard text.utf8.count < ProtocolLimits.requestBytes / 2 else {
            printError("tonus: \(path) is too long to be sent to tonusd.\n  Put it into /etc/tonus/programmes.\n")
            throw ExitCode(65)  // EX_DATAERR
        }
        return text
    }
}
