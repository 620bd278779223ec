// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// Every method and notification of the protocol. Whoever adds one to `StreamAPI` adds a line here; a test says so.
enum MessageCatalogue {
    struct Method {
        var name: String
        /// What it does, in a sentence.
        var summary: String
        var params: any (Codable & Sendable).Type
        var result: any (Codable & Sendable).Type
        /// Whether `params` may be left out.
        var mayOmitParams = false
        /// Beside those that any request can get.
        var errors: [RPCError.Code] = []
    }

    struct Notice {
        var name: String
        var params: any (Codable & Sendable).Type
    }

    static let methods = [
        Method(
            name: Status.method, summary: "How the daemon, the perineometers and their streams are.",
            params: NoParams.self, result: Status.self, mayOmitParams: true),
        Method(
            name: SubscribeParams.method, summary: "Has streams sent from now on, or from some seconds ago.",
            params: SubscribeParams.self, result: SubscribeResult.self,
            errors: [.tooManySubscriptions, .unknownDevice]),
        Method(
            name: UnsubscribeParams.method, summary: "Ends a subscription.", params: UnsubscribeParams.self,
            result: UnsubscribeResult.self,
            errors: [.unknownSubscription]),
        Method(
            name: SelfTestParams.method, summary: "Has the probe send its test patterns, and compares what arrives.",
            params: SelfTestParams.self, result: SelfTestResult.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ZeroParams.method,
            summary:
                "Has the pressures count from the mean of the last second, or from the factory's calibration again.",
            params: ZeroParams.self, result: ZeroResult.self,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ConsentMethod.watchers, summary: "Who is connected, and from whom what is measured is withheld.",
            params: NoParams.self, result: ConsentReport.self, mayOmitParams: true),
        Method(
            name: ConsentMethod.pause,
            summary: "Withholds what is measured from one connection, or from all but the one that asks.",
            params: ConsentParams.self, result: ConsentReport.self, mayOmitParams: true, errors: [.notAllowed]),
        Method(
            name: ConsentMethod.resume, summary: "Lets one connection, or everybody, see what is measured from now on.",
            params: ConsentParams.self, result: ConsentReport.self, mayOmitParams: true, errors: [.notAllowed]),
        Method(
            name: ConsentMethod.end, summary: "Closes another connection; should it come back, it is paused.",
            params: ConsentEndParams.self, result: ConsentReport.self, errors: [.notAllowed]),
    ]

    static let notifications = [
        Notice(name: Hello.method, params: Hello.self),
        Notice(name: Samples.method, params: Samples.self),
        Notice(name: ContractionMessage.method, params: ContractionMessage.self),
        Notice(name: RestMessage.method, params: RestMessage.self),
        Notice(name: GapMessage.method, params: GapMessage.self),
        Notice(name: LagMessage.method, params: LagMessage.self),
        Notice(name: DeviceMessage.method, params: DeviceMessage.self),
        Notice(name: DevicesMessage.method, params: DevicesMessage.self),
        Notice(name: ConsentMessage.method, params: ConsentMessage.self),
        Notice(name: WithheldMessage.method, params: WithheldMessage.self),
        Notice(name: RoleMessage.method, params: RoleMessage.self),
        Notice(name: Bye.method, params: Bye.self),
    ]

    /// What any request can get, whatever its method.
    static let commonErrors: [RPCError.Code] = [
        .parseError, .invalidRequest, .methodNotFound, .invalidParams, .internalError, .requestTooLong,
    ]
}
