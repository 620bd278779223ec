// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials
import Glibc
import StreamAPI
import TonusClient

struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open the dashboard in the browser.",
        discussion: """
            The dashboard is served by tonusd to this machine alone, and to a browser that was let in. This lets one in, \
            for twelve hours: its link works once, within two minutes.

              tonus open            Opens the link in your browser.
              tonus open --print    Prints it, to be opened by hand in a browser on this machine.

            From another machine, take the port along by ssh, and print the link in that shell:
              ssh -L 8667:127.0.0.1:8667 PRACTICE
            """)

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Print the link instead of opening it. Whoever has it can look, once.")
    var print = false

    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    func run() throws {
        var link: WebOpenResult?
        try connection.withConnection { tonus throws(ClientError) in
            link = try tonus.call(WebOpen.method, NoParams())
        }
        guard let link else { return }
        if json { return printJSON(link) }
        if print { return Swift.print(link.url) }
        do throws(BrowserError) {
            try Browser.open(link.url)
        } catch {
            printError("tonus: \(error.message)\n  open it by hand (it works once, for two minutes): \(link.url)\n")
            throw ExitCode(69)  // EX_UNAVAILABLE
        }
    }
}

/// Why no browser was opened.
struct BrowserError: Error {
    var message: String
}

/// The person's browser.
enum Browser {
    /// Has the desktop open a link.
    ///
    /// The link is a secret, and what a program is called with is for everybody to see (`ps`). So the browser is called
    /// with a page, readable for its owner alone, that leads on to the link.
    static func open(_ link: String) throws(BrowserError) {
        let folder = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } ?? "/tmp"
        let page = "\(folder)/tonus-open-\(geteuid()).html"
        unlink(page)
        let descriptor = Glibc.open(page, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BrowserError(message: "cannot write \(page)") }
        let text = """
            <!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
            <meta http-equiv="refresh" content="0;url=\(link)"><title>Tonus</title>
            """
        let isWritten = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) == $0.count }
        close(descriptor)
        guard isWritten else { throw BrowserError(message: "cannot write \(page)") }
        try run(["xdg-open", page])
    }

    private static func run(_ words: [String]) throws(BrowserError) {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, words[0], nil, nil, &arguments, environ)
        guard failure == 0 else { throw BrowserError(message: "xdg-open is missing (Debian: xdg-utils)") }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw BrowserError(message: "xdg-open found no browser to open the dashboard with") }
    }
}
