// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
public import GuidedExercise

/// The programmes that are at hand: one's own, those of the machine, and those that come with Tonus.
public struct ProgrammeLibrary: Sendable {
    /// Where a programme was found. One's own goes before the machine's, and that before what comes with Tonus.
    public enum Origin: String, Sendable, Codable, CaseIterable {
        case own
        case machine
        case shipped
    }

    public struct Folder: Hashable, Sendable {
        public var origin: Origin
        public var path: String

        public init(_ origin: Origin, _ path: String) {
            self.origin = origin
            self.path = path
        }
    }

    /// A file and what it holds.
    public struct Found: Sendable {
        public var origin: Origin
        public var path: String
        public var programme: Result<Programme, ProgrammeFaults>

        public init(origin: Origin, path: String, programme: Result<Programme, ProgrammeFaults>) {
            self.origin = origin
            self.path = path
            self.programme = programme
        }
    }

    public var folders: [Folder]

    public init(folders: [Folder]) { self.folders = folders }

    /// The usual folders, whether they exist or not.
    ///
    /// - Parameters:
    ///   - environment: XDG_CONFIG_HOME and HOME are looked at.
    ///   - executable: the path of the running program, by which the programmes that come with it are found: in
    ///     `../share/tonus/programmes`, and where it runs from the folder that it was built in, in `Programmes` above it.
    public init(environment: [String: String], executable: String?) {
        let configuration =
            environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.config" : nil }
        var folders: [Folder] = []
        if let configuration { folders.append(Folder(.own, configuration + "/tonus/programmes")) }
        folders.append(Folder(.machine, "/etc/tonus/programmes"))
        if let executable, let shipped = Self.shipped(beside: executable) { folders.append(Folder(.shipped, shipped)) }
        self.init(folders: folders)
    }

    private static func shipped(beside executable: String) -> String? {
        var parts = executable.split(separator: "/").map(String.init)
        guard parts.count >= 2 else { return nil }
        parts.removeLast()
        let installed = "/" + (parts.dropLast() + ["share", "tonus", "programmes"]).joined(separator: "/")
        if isFolder(installed) { return installed }
        // .build/PLATFORM/release or .build/release.
        for _ in 0..<5 where !parts.isEmpty {
            parts.removeLast()
            let root = "/" + parts.joined(separator: "/")
            if isFolder(root + "/Programmes"), FileManager.default.fileExists(atPath: root + "/Package.swift") {
                return root + "/Programmes"
            }
        }
        return nil
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }

    /// More files than this in one folder are not looked at (assumption).
    static let mostFiles = 500

    /// Every programme, in the order of ids. Of two with the same id the first folder's counts. Files with faults are
    /// among them, so that nobody looks for a programme in vain.
    public func all() -> [Found] {
        var found: [Found] = []
        var ids: Set<String> = []
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().prefix(Self.mostFiles)
            for name in files {
                let path = folder.path + "/" + name
                let result = Self.read(path)
                if case .success(let programme) = result, !ids.insert(programme.id).inserted { continue }
                found.append(Found(origin: folder.origin, path: path, programme: result))
            }
        }
        return found.sorted { ($0.name, $0.path) < ($1.name, $1.path) }
    }

    /// The programme of that id, or the one in the file of that path.
    public func find(_ name: String) -> Found? {
        if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            return Found(origin: .own, path: name, programme: Self.read(name))
        }
        return all().first { $0.name == name }
    }

    /// Reads the programme in a file.
    public static func read(_ path: String) -> Result<Programme, ProgrammeFaults> {
        let start = TextPlace(line: 1, column: 1)
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        // A device or a pipe might never end.
        let isFile = attributes.flatMap { $0[.type] as? FileAttributeType } != .some(.typeDirectory)
        let size = attributes.flatMap { ($0[.size] as? any BinaryInteger).map { Int($0) } } ?? 0
        guard isFile, size <= TextNode.longestYAML, let data = FileManager.default.contents(atPath: path) else {
            return .failure(
                ProgrammeFaults([
                    ProgrammeFault(
                        at: start,
                        size > TextNode.longestYAML ? "the file has \(size) bytes" : "the file cannot be read",
                        remedy: "give the path of a programme's YAML file that you may read")
                ]))
        }
        do throws(ProgrammeFaults) {
            return .success(try Programme(reading: TextNode(yaml: data)))
        } catch {
            return .failure(error)
        }
    }
}

extension ProgrammeLibrary.Found {
    /// The id; of a file with faults its name without the ending.
    public var name: String {
        if case .success(let programme) = programme { return programme.id }
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.split(separator: ".").first.map(String.init) ?? file
    }
}
