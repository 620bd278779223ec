// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import NIOCore

/// The dashboard's files, read once when the daemon starts and served from memory: no request names a file to open.
struct WebFiles: Sendable {
    struct File: Sendable {
        let type: String
        let body: ByteBuffer
    }

    /// By path, as `/live.js`; `/` is the page.
    let files: [String: File]

    static let longestBytes = 1 << 20
    static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml",
    ]

    /// The folder that belongs to a program: `share/tonus/web` of where it is installed, or `Web` of the sources that it
    /// was built from.
    static func folder(ofProgram program: String) -> String? {
        let parts = program.split(separator: "/", omittingEmptySubsequences: false)
        var candidates: [String] = []
        if parts.dropLast().last == "bin" {
            candidates.append(parts.dropLast(2).joined(separator: "/") + "/share/tonus/web")
        }
        // Under a sanitizer it is built into a folder of another name.
        if let build = parts.lastIndex(where: { $0.hasPrefix(".build") }) {
            candidates.append(parts[..<build].joined(separator: "/") + "/Web")
        }
        return candidates.first { access($0 + "/index.html", R_OK) == 0 }
    }

    /// The program that runs; empty where the system does not tell.
    static var program: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    }

    /// Reads the files of a folder that have a known ending; nil where its page is missing.
    init?(folder: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        var files: [String: File] = [:]
        for name in names {
            guard let dot = name.lastIndex(of: "."), let type = Self.types[String(name[name.index(after: dot)...])],
                let data = FileManager.default.contents(atPath: "\(folder)/\(name)"), data.count <= Self.longestBytes
            else { continue }
            files["/\(name)"] = File(type: type, body: ByteBuffer(bytes: data))
        }
        guard let page = files.removeValue(forKey: "/index.html") else { return nil }
        files["/"] = page
        self.files = files
    }
}
