// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials
import Glibc
import Perineometry
import RecordingFiles
import SessionExport
import StreamAPI
import TonusClient

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Keep a recording made elsewhere as a session.",
        discussion: """
            Reads a recording of vaginal pressure, EDF, BDF or CSV, as tonus analyze does, finds its contractions, and \
            keeps it sealed among the sessions of tonusd. It is then listed, shown, compared, exported, verified and \
            deleted as they are, and always said to be imported.

              tonus import visit.edf --participant P-7 --probe ring --depth 35 --posture supine
              tonus import export.csv --column P --rate 100 --unit mmHg --zero air
              tonus import visit.edf.age --identity key.txt

            The numbers of EDF and BDF are kept as they are; those of a text to a thousandth of their unit or finer. \
            Annotations become marks. What the file leaves open has to be said by options, or it is not known: what the \
            pressures count from (--zero), and when it was recorded (--began). Sessions compare only where probe, depth \
            and posture were said.

            Nothing is kept of a file that cannot be read to its end. The file itself stays as it is. docs/import.md \
            says more.

            Exit codes: 0 kept; 64 the options do not fit; 65 the data are damaged or unclear; 66 no such file; 69 no \
            daemon; 74 reading was refused by the system.
            """)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var recording: RecordingArguments

    @Flag(help: "Leave an abdominal channel out.")
    var pelvicFloorOnly = false

    @Option(
        help: ArgumentHelp(
            "What the pressures count from: air, in-situ or none (default: what an export by Tonus says, else none).",
            valueName: "ZERO"))
    var zero: RecordingZero?

    @Option(
        help: ArgumentHelp(
            "When it began, as 2026-03-14T10:00 or with Z or +01:00 behind it (default: what the file says).",
            valueName: "TIME"))
    var began: String?

    @Option(help: ArgumentHelp("A pseudonym of the person, never a name.", valueName: "PSEUDONYM"))
    var participant: String?

    @Option(help: ArgumentHelp("Which probe was used, in your words.", valueName: "PROBE"))
    var probe: String?

    @Option(help: ArgumentHelp("From the introitus to the middle of the sensor.", valueName: "MM"))
    var depth: Double?

    @Option(
        help: ArgumentHelp("supine, crookLying, sideLying, sitting, standing or other.", valueName: "POSTURE"))
    var posture: String?

    @Option(help: ArgumentHelp("Free text, kept sealed.", valueName: "TEXT"))
    var note: String?

    @Option(help: ArgumentHelp("Open a sealed file with the age identity in this file.", valueName: "FILE"))
    var identity: String?

    @Option(
        help: ArgumentHelp("Open a sealed file with the passphrase in the first line of this file.", valueName: "FILE"))
    var passphraseFile: String?

    @Flag(help: "Ask in the terminal for the passphrase that opens a sealed file.")
    var passphrase = false

    @Flag(help: "Print the session as JSON.")
    var json = false

    func validate() throws {
        guard [identity != nil, passphraseFile != nil, passphrase].count(where: { $0 }) <= 1 else {
            throw ValidationError("--identity, --passphrase-file and --passphrase exclude each other: give one of them")
        }
        if let began, RecordedStart.unixSeconds(began) == nil {
            throw ValidationError("--began \(began): give a time of 1970 to 2100, as 2026-03-14T10:00")
        }
    }

    func run() throws {
        do {
            let source = try ImportSource(path: recording.path) {
                passphrase
                    ? .passphrase(try PassphrasePrompt.ask("Passphrase (nothing is shown): "))
                    : try AgeIdentity(key: identity, passphraseFile)
            }
            let counted = try CountedRecording(
                path: source.path, name: source.name, selection: recording.selection,
                isPelvicFloorOnly: pelvicFloorOnly)
            try send(counted, source)
        } catch let error as RecordingFileError {
            throw Self.end(error.message, error.hint, error.exitCode)
        } catch let error as ImportSourceError {
            throw Self.end(error.message, error.hint, error.exitCode)
        } catch let error as AgeError {
            throw Self.end("\(recording.path): \(error.message).", error.hint, 65)
        }
    }

    private func send(_ counted: CountedRecording, _ source: ImportSource) throws {
        var runs = try counted.counts()
        var progress = ReadingProgress(of: counted.description)
        var failure: RecordingFileError?
        try connection.withConnection { tonus throws(ClientError) in
            let begun: ImportBeginResult = try tonus.call(ImportBeginParams.method, beginning(counted, source))
            var pieces = ImportPieces(import: begun.import, notes: counted.recordedNotes)
            defer { progress.clear() }
            while let run = Self.next(&runs, &failure) {
                for request in pieces.requests(for: run) {
                    // A disk may take its time.
                    let _: ImportProgress = try tonus.call(ImportDataParams.method, request, within: 60)
                }
                progress.show(upTo: run.first + UInt64(run.sampleCount))
            }
            // What was sent goes with the connection.
            guard failure == nil else { return }
            let session: SessionReport = try tonus.call(
                ImportEndParams.finish, ImportEndParams(import: begun.import), within: 60)
            progress.clear()
            report(session, counted)
        }
        if let failure { throw failure }
    }

    private static func next(_ runs: inout CountedRuns, _ failure: inout RecordingFileError?) -> CountedRun? {
        do throws(RecordingFileError) {
            return try runs.next()
        } catch {
            failure = error
            return nil
        }
    }

    private func beginning(_ counted: CountedRecording, _ source: ImportSource) -> ImportBeginParams {
        let start = began ?? counted.description.start
        return ImportBeginParams(
            format: counted.description.format.rawValue, digest: source.digest, rate: counted.rateHertz,
            channels: zip(counted.channels, counted.scales).map { channel, scale in
                ImportBeginParams.Channel(
                    role: channel.role.rawValue, unit: channel.unit.rawValue, gain: scale.gain, offset: scale.offset,
                    least: scale.limits.lowerBound, greatest: scale.limits.upperBound)
            },
            sixteenBit: counted.isSixteenBit,
            began: start.flatMap(RecordedStart.unixSeconds).map { $0 + counted.leadSeconds },
            zero: (zero?.state ?? counted.statedZero ?? .none).rawValue, simulated: counted.description.isSimulated,
            participant: participant, probe: probe, depth: depth, posture: posture, note: note)
    }

    private func report(_ session: SessionReport, _ counted: CountedRecording) {
        if json { return printJSON(session) }
        print(SessionText.sentence(session))
        for note in counted.notes { print("  \(note)") }
        if session.imported?.dated == false { print("  when it was recorded is not known: --began tells") }
        if zero == nil, counted.statedZero == nil {
            print("  what its pressures count from is not known, so no resting pressure will be stated: --zero tells")
        }
    }

    private static func end(_ message: String, _ hint: String, _ code: Int32) -> ExitCode {
        printError("tonus: \(message)\n  \(hint)\n")
        return ExitCode(code)
    }
}

extension AgeIdentity {
    /// What opens a sealed file; nil where nothing was given.
    fileprivate init?(key path: String?, _ passphraseFile: String?) throws {
        guard let path = path ?? passphraseFile else { return nil }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw ImportSourceError.system(path, "Opening", errno)
        }
        let lines = String(decoding: data.prefix(1 << 16), as: UTF8.self).split(whereSeparator: \.isNewline)
        if passphraseFile != nil {
            guard let first = PassphraseFile.firstLine(of: data) else { throw AgeError.emptyPassphrase }
            self = .passphrase(first)
        } else {
            // age-keygen writes comments above the key.
            guard let line = lines.first(where: { !$0.hasPrefix("#") }) else { throw AgeError.identity }
            self = .key(try AgeSecretKey(parsing: String(line)))
        }
    }
}
