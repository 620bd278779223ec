// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import TonusDaemon

@Suite struct ServiceManagerTests {
    @Test func noticesArriveAtAPath() throws {
        let folder = try TemporaryFolder()
        let listener = try NoticeListener(at: folder.path + "/notify")
        #expect(try ServiceManager(at: listener.address).tell(.ready, .status("Waiting.")))
        #expect(listener.next() == ["READY=1", "STATUS=Waiting."])
    }

    @Test func noticesArriveAtAnAbstractAddress() throws {
        let listener = try NoticeListener()
        #expect(try ServiceManager(at: listener.address).tell(.stopping))
        #expect(listener.next() == ["STOPPING=1"])
    }

    @Test func aStatusCannotSmuggleInAnotherAssignment() throws {
        let listener = try NoticeListener()
        try ServiceManager(at: listener.address).tell(.status("broken\nSTOPPING=1\r\nMAINPID=1"))
        #expect(listener.next() == ["STATUS=broken STOPPING=1 MAINPID=1"])
    }

    @Test func aServiceManagerThatIsGoneHarmsNothing() throws {
        let manager = try ServiceManager(at: "@tonus-nobody-listens-here")
        #expect(!manager.tell(.watchdog))
    }

    @Test(arguments: ["", "vsock:2:1234", "relative", "/" + String(repeating: "long/", count: 30)])
    func anAddressThatCannotWorkIsNamed(_ address: String) {
        #expect {
            try ServiceManager(at: address)
        } throws: { error in
            (error as? StartupError)?.message.contains(address) == true
        }
    }
}
