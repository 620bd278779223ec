// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing

@Suite struct SocketPathTests {
    private let user = ["XDG_RUNTIME_DIR": "/run/user/1000"]

    @Test func theDaemonPrefersWhatItIsToldThenSystemdThenTheUserThenRoot() {
        let service = ["RUNTIME_DIRECTORY": "/run/tonus"].merging(user) { $1 }
        #expect(SocketPath.forDaemon(given: "/a", environment: service, isRoot: true) == "/a")
        #expect(SocketPath.forDaemon(given: nil, environment: service, isRoot: false) == "/run/tonus/tonus.sock")
        #expect(SocketPath.forDaemon(given: nil, environment: user, isRoot: true) == "/run/user/1000/tonus/tonus.sock")
        #expect(SocketPath.forDaemon(given: nil, environment: [:], isRoot: true) == "/run/tonus/tonus.sock")
        #expect(SocketPath.forDaemon(given: nil, environment: [:], isRoot: false) == nil)
    }

    @Test func aClientLooksWhereTheDaemonListens() {
        let named = user.merging(["TONUS_SOCKET": "/x"]) { $1 }
        #expect(SocketPath.forClient(given: "/a", environment: named) { _ in true } == "/a")
        #expect(SocketPath.forClient(given: nil, environment: named) { _ in true } == "/x")
        #expect(
            SocketPath.forClient(given: nil, environment: user) { _ in true } == "/run/user/1000/tonus/tonus.sock")
        #expect(SocketPath.forClient(given: nil, environment: user) { $0 == SocketPath.service } == SocketPath.service)
        #expect(
            SocketPath.forClient(given: nil, environment: user) { _ in false } == "/run/user/1000/tonus/tonus.sock")
    }

    @Test func aRelativeRuntimeDirectoryIsNotUsed() {
        #expect(SocketPath.user(environment: ["XDG_RUNTIME_DIR": "run"]) == nil)
    }
}
