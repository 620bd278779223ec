// SPDX-License-Identifier: Apache-2.0
import CLibUSB
import Testing

@testable import PerineometerDriver

@Suite struct TransferJudgeTests {
    @Test func eachStatusHasItsVerdict() {
        let verdicts: [(libusb_transfer_status, TransferVerdict)] = [
            (LIBUSB_TRANSFER_COMPLETED, .resubmit), (LIBUSB_TRANSFER_ERROR, .resubmit),
            (LIBUSB_TRANSFER_OVERFLOW, .resubmit), (LIBUSB_TRANSFER_TIMED_OUT, .resubmit),
            (LIBUSB_TRANSFER_CANCELLED, .retire), (LIBUSB_TRANSFER_STALL, .halted), (LIBUSB_TRANSFER_NO_DEVICE, .gone),
        ]
        for (status, expected) in verdicts {
            var judge = TransferJudge()
            let verdict = judge.judge(status)
            #expect(verdict == expected, "status \(status.rawValue)")
        }
    }

    @Test func theFourthErrorInARowAsksForAPause() {
        var judge = TransferJudge()
        let verdicts = (1...4).map { _ in judge.judge(LIBUSB_TRANSFER_ERROR) }
        #expect(verdicts == Array(repeating: .resubmit, count: 3) + [.failing])
    }

    @Test func aPacketEndsARunOfErrors() {
        var judge = TransferJudge()
        for _ in 1...3 { _ = judge.judge(LIBUSB_TRANSFER_OVERFLOW) }
        _ = judge.judge(LIBUSB_TRANSFER_COMPLETED)
        let verdict = judge.judge(LIBUSB_TRANSFER_ERROR)
        #expect(verdict == .resubmit)
    }

    @Test func bytesOfAFailedTransferAreNotDelivered() {
        #expect(TransferJudge.carriesData(LIBUSB_TRANSFER_COMPLETED))
        #expect(TransferJudge.carriesData(LIBUSB_TRANSFER_CANCELLED))
        #expect(!TransferJudge.carriesData(LIBUSB_TRANSFER_OVERFLOW))
        #expect(!TransferJudge.carriesData(LIBUSB_TRANSFER_ERROR))
    }
}
