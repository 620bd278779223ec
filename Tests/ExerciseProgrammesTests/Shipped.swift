// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import GuidedExercise
import Testing

/// The programmes that come with Tonus.
enum Shipped {
    static let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Programmes"
    static let all = ProgrammeLibrary(folders: [ProgrammeLibrary.Folder(.shipped, folder)]).all()
    static let ids = all.map(\.name)

    static func programme(_ id: String) throws -> Programme {
        let found = try #require(all.first { $0.name == id }, "\(id)")
        return try found.programme.get()
    }
}
