// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ExerciseProgrammes
import Glibc
import GuidedExercise

struct ProgrammesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programmes",
        abstract: "The guided exercises: list them, look at one, check one of your own.",
        discussion: """
            A programme is a YAML file. Your own go into ~/.config/tonus/programmes, those of the machine into \
            /etc/tonus/programmes; one of your own with the name of another takes its place. To begin with one that \
            comes with Tonus, copy the file that "tonus programmes list --json" names.

              tonus programmes list
              tonus programmes show release-ladder
              tonus programmes lint my-exercise.yaml

            docs/programmes.md tells how to write one. No daemon is needed.
            """,
        subcommands: [List.self, Show.self, Lint.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the programmes that are at hand.")

        @Flag(help: "Print one JSON array.") var json = false

        func run() throws {
            let found = ProgrammeLibrary.ofThisProcess().all()
            if json { return printJSON(found.map(ProgrammeReport.init)) }
            if found.isEmpty {
                print("No programmes were found. \"tonus programmes --help\" says where they are looked for.")
            }
            let width = found.map(\.name.count).max() ?? 0
            for item in found {
                let name = item.name + String(repeating: " ", count: width - item.name.count)
                switch item.programme {
                case .success(let programme):
                    let minutes = max(1, Int((programme.seconds / 60).rounded()))
                    let own = item.origin == .shipped ? "" : " [\(item.origin.rawValue)]"
                    print("\(name)  \(minutes < 10 ? " " : "")\(minutes) min  \(programme.title)\(own)")
                case .failure:
                    print("\(name)          has faults: tonus programmes lint \(item.path)")
                }
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a programme as a timeline.")

        @Argument(help: "The programme's id, or the path of a file.") var programme: String
        @Flag(help: "Print one JSON object.") var json = false
        @Flag(help: "Plain lines without a picture, for screen readers.") var plain = false

        func run() throws {
            guard let found = ProgrammeLibrary.ofThisProcess().find(programme) else {
                printError("tonus: no programme is called \(programme); \"tonus programmes list\" lists them\n")
                throw ExitCode(66)
            }
            switch found.programme {
            case .failure(let faults):
                printError(FaultText.lines(of: faults.faults, in: found.path))
                throw ExitCode(65)
            case .success(let programme):
                if json { return printJSON(ProgrammeReport(found)) }
                print(ProgrammeTimeline(programme, isPlain: plain).lines.joined(separator: "\n"))
            }
        }
    }

    struct Lint: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check programme files: each fault with file, line and column, and what helps.",
            discussion: "Exit codes: 0 no faults; 65 faults; 66 no such file.")

        @Argument(help: "Files; without any, all that are at hand.") var files: [String] = []
        @Flag(help: "Print one JSON array.") var json = false

        func run() throws {
            let library = ProgrammeLibrary.ofThisProcess()
            let found =
                files.isEmpty
                ? library.all()
                : files.map {
                    ProgrammeLibrary.Found(origin: .own, path: $0, programme: ProgrammeLibrary.read($0))
                }
            var isFaulty = false
            var isMissing = false
            for item in found {
                guard case .failure(let faults) = item.programme else { continue }
                isFaulty = true
                if !(access(item.path, F_OK) == 0) { isMissing = true }
                if !json { print(FaultText.lines(of: faults.faults, in: item.path), terminator: "") }
            }
            if json { printJSON(found.map(ProgrammeReport.init)) }
            if isMissing { throw ExitCode(66) }
            if isFaulty { throw ExitCode(65) }
            if !json { print("\(found.count) \(found.count == 1 ? "programme" : "programmes"), no faults") }
        }
    }
}

/// Faults as compilers print them, so that editors find the place.
enum FaultText {
    static func lines(of faults: [ProgrammeFault], in path: String) -> String {
        faults.map { "\(path):\($0.line):\($0.column): \($0.message)\n    \($0.remedy)\n" }.joined()
    }
}
