// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import Foundation
import GuidedExercise
import Testing

@Suite struct LibraryTests {
    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "tonus-programmes-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func write(_ id: String, title: String, to path: String) throws {
        let text = """
            {tonus-programme: 1, id: \(id), version: 1, title: \(title), summary: s, focus: relaxation, source: own,
             phases: [{id: a, title: A, steps: [{do: rest, for: 5 s}]}]}
            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func onesOwnTakesThePlaceOfTheShippedOne() throws {
        let (own, shipped) = (try folder(), try folder())
        defer { for path in [own, shipped] { try? FileManager.default.removeItem(atPath: path) } }
        try write("x", title: "Own", to: own + "/x.yaml")
        try write("x", title: "Shipped", to: shipped + "/x.yaml")
        try write("y", title: "Other", to: shipped + "/y.yml")
        try "no".write(toFile: shipped + "/z.txt", atomically: true, encoding: .utf8)
        let library = ProgrammeLibrary(folders: [.init(.own, own), .init(.shipped, shipped), .init(.machine, "/none")])
        #expect(try library.all().map { try $0.programme.get().title } == ["Own", "Other"])
        #expect(library.find("y")?.origin == .shipped)
        #expect(library.find("none") == nil)
    }

    @Test func aFileWithFaultsIsListed() throws {
        let own = try folder()
        defer { try? FileManager.default.removeItem(atPath: own) }
        try "a: b".write(toFile: own + "/mine.yaml", atomically: true, encoding: .utf8)
        let found = try #require(ProgrammeLibrary(folders: [.init(.own, own)]).all().first)
        #expect(found.name == "mine")
        #expect(throws: ProgrammeFaults.self) { try found.programme.get() }
    }

    @Test func programmesAreFoundBesideTheProgramAndAboveTheBuildFolder() throws {
        let root = try folder()
        defer { try? FileManager.default.removeItem(atPath: root) }
        let files = FileManager.default
        try files.createDirectory(atPath: root + "/usr/share/tonus/programmes", withIntermediateDirectories: true)
        try files.createDirectory(atPath: root + "/tree/Programmes", withIntermediateDirectories: true)
        try "".write(toFile: root + "/tree/Package.swift", atomically: true, encoding: .utf8)
        func shipped(_ executable: String) -> String? {
            ProgrammeLibrary(environment: ["HOME": "/h"], executable: root + executable).folders
                .first { $0.origin == .shipped }?.path
        }
        #expect(shipped("/usr/bin/tonus") == root + "/usr/share/tonus/programmes")
        #expect(shipped("/tree/.build/x86_64-unknown-linux-gnu/release/tonus") == root + "/tree/Programmes")
        #expect(shipped("/elsewhere/bin/tonus") == nil)
        let folders = ProgrammeLibrary(environment: ["XDG_CONFIG_HOME": "/c", "HOME": "/h"], executable: nil).folders
        #expect(folders.map(\.path) == ["/c/tonus/programmes", "/etc/tonus/programmes"])
    }

    @Test func whatCannotBeReadIsAFault() {
        for path in ["/nonexistent.yaml", "/", "/dev"] {
            #expect(throws: ProgrammeFaults.self) { try ProgrammeLibrary.read(path).get() }
        }
    }
}
