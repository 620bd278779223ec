// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DeviceProtocol
import PerineometerDriver
import Perineometry
import StreamAPI

extension DeviceDescription {
    /// Says a device state in the words of the protocol.
    ///
    /// - Parameters:
    ///   - state: what the lane told.
    ///   - simulated: whether the source is the virtual perineometer, for states without a device.
    init(_ state: DeviceState, simulated: Bool) {
        self.init(state: state.name, simulated: simulated)
        switch state {
        case .absent:
            reason = "No perineometer is plugged in."
            hint = "Plug one in; streaming starts by itself. Without one, run tonusd --simulate."
            reasonKey = DeviceReason.notPluggedIn.rawValue
        case .opening(let arrival): describe(arrival)
        case .streaming(let run): describe(run)
        case .stalled(let run, let error), .recovering(let run, let error):
            describe(run)
            explain(error)
        case .unavailable(let arrival, let error, let seconds):
            describe(arrival)
            explain(error)
            hint = "\(error.hint) The next attempt is in \(seconds) s."
        case .gone(let run, let error):
            describe(run)
            if let error {
                explain(error)
            } else {
                reason = run.description.isReplay ? "The recording is over." : "The daemon is stopping."
                reasonKey = (run.description.isReplay ? DeviceReason.recordingOver : .stopping).rawValue
            }
        }
    }

    private mutating func explain(_ error: DeviceError) {
        reason = error.message
        hint = error.hint
        reasonKey = DeviceReason(error).rawValue
    }

    private mutating func describe(_ arrival: DeviceArrival) {
        serial = arrival.serial
        location = arrival.location
    }

    private mutating func describe(_ run: StreamRun) {
        let session = run.device
        let description = run.description
        simulated = description.isSimulated
        replay = description.isReplay ? true : nil
        serial = session.identity.serial
        manufacturer = session.identity.manufacturer
        product = session.identity.product
        location = session.identity.location
        firmware = session.capabilities.firmwareVersion.description
        firmwareProtocol = ProtocolVersion(
            major: Int(session.capabilities.protocolMajor), minor: Int(session.capabilities.protocolMinor))
        rate = description.rateHertz
        channels = description.channels.map {
            Channel(channel: $0.number, role: $0.role.rawValue, position: $0.positionMillimetres)
        }
        detectionChannel = description.detectionChannel
        zero = Zero(state: description.zero.state.rawValue)
        let page = session.calibration
        calibration = Calibration(
            date: Int(page.dateDays), temperature: page.temperatureCelsius,
            channels: page.channels.map {
                Calibration.Channel(
                    gain: $0.gain, offset: $0.offset, temperatureCoefficient: $0.temperatureCoefficient)
            })
        temperature = run.temperature.celsius
        filter = description.filterName
        filterDelay = description.filterDelaySeconds
    }
}
