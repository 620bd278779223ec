// SPDX-License-Identifier: Apache-2.0
//
// A child process for the tests of the store.
//   session-store-probe record FOLDER KEYFILE [SECONDS]   record a virtual perineometer, until killed or for some seconds
//   session-store-probe fill FOLDER KEYFILE SECONDS       keep so many seconds of eight channels at 1 kHz, as fast as can be
//   session-store-probe limited FOLDER KEYFILE BYTES      the same, but no file may grow beyond so many bytes
//   session-store-probe dump FILE KEYFILE                 print a session's packets, one a line
//   session-store-probe kill FOLDER KEYFILE TIMES         kill one that records, so many times; exits with 1 where it lost
//   session-store-probe measure FOLDER KEYFILE SECONDS    time commits and weigh an hour
// KEYFILE is made where it is missing.
import Foundation
import PacketTap
import Perineometry
import SessionStore

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
    print("usage: session-store-probe record|fill|limited|dump|kill|measure FOLDER_OR_FILE KEYFILE [NUMBER]")
    exit(64)
}
let (command, folder, keyFile) = (arguments[1], arguments[2], arguments[3])
let number = arguments.count > 4 ? Double(arguments[4]) : nil
if !FileManager.default.fileExists(atPath: keyFile) { _ = try MasterKey(creating: keyFile) }
do {
    switch command {
    case "record": try Recording(folder: folder, keyFile: keyFile).run(seconds: number ?? .infinity)
    case "fill": try Recording(folder: folder, keyFile: keyFile).fill(seconds: Int(number ?? 7200))
    case "limited":
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: rlim_t(number ?? 0), rlim_max: rlim_t(number ?? 0))
        setrlimit(__rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue)), &limit)
        try Recording(folder: folder, keyFile: keyFile).run(channels: 8)
    case "dump":
        let reader = try SessionReader(file: folder, key: try MasterKey(file: keyFile))
        while let entry = reader.next() {
            guard case .packet(let packet, _) = entry else { continue }
            let bytes = (0..<Int(packet.length)).map { String(format: "%02x", packet.bytes[$0]) }
            print("\(packet.hostTime.nanoseconds) \(bytes.joined())")
        }
    case "kill":
        let killing = Killing(rounds: Int(number ?? 10), folder: folder, keyFile: keyFile)
        exit(try killing.run() ? 0 : 1)
    case "measure":
        let measuring = Measuring(folder: folder, keyFile: keyFile)
        for channels in [1, 8] { try measuring.run(channels: channels, seconds: Int(number ?? 60)) }
    default:
        print("session-store-probe: '\(command)' is not known")
        exit(64)
    }
} catch {
    Recording.say("failed \(error)")
    exit(74)
}
