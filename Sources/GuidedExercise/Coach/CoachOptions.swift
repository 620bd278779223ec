// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What a coach must know before it starts.
public struct CoachOptions: Hashable, Sendable, Codable {
    /// Amplitude of the person's maximal squeeze, cmH2O above rest, from an earlier session; nil where it is not known.
    public var maximum: Double?
    /// No maximal squeeze is asked for, and none is used.
    public var isWithoutMaximum: Bool
    public var zero: ZeroState
    /// There is a channel for abdominal pressure. Without one a squeeze cannot be told from bearing down.
    public var hasAbdominalChannel: Bool
    /// How late the filtered pressures are, `FilterChain.delaySeconds`; 0 to 10.
    public var delaySeconds: Double
    /// The highest pressure that the probe can measure, cmH2O; nil where it does not tell.
    public var highestPressure: Double?
    /// One's own trainers, instead of the programme's; from the smallest to the greatest.
    public var sizes: [TrainerSize]?

    public init(
        maximum: Double? = nil, isWithoutMaximum: Bool = false, zero: ZeroState, hasAbdominalChannel: Bool = false,
        delaySeconds: Double = 0, highestPressure: Double? = nil, sizes: [TrainerSize]? = nil
    ) {
        self.maximum = maximum
        self.isWithoutMaximum = isWithoutMaximum
        self.zero = zero
        self.hasAbdominalChannel = hasAbdominalChannel
        self.delaySeconds = delaySeconds
        self.highestPressure = highestPressure
        self.sizes = sizes
    }
}

/// Why a programme cannot start as things are, and what helps.
public struct StartFault: Hashable, Sendable, Codable {
    /// The raw value is the name on the wire.
    public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        case noAirZero
        case noMaximum
        case maximumNotPossible
        case targetNotPossible
        case sizesNotPossible
        case delayNotPossible
    }

    public var reason: Reason
    public var message: String
    public var remedy: String
}

/// All reasons why a programme cannot start.
public struct StartRefusal: Error, Hashable, Sendable {
    public var faults: [StartFault]
}

extension CoachOptions {
    /// The maximum that targets may count from.
    var usableMaximum: Double? { isWithoutMaximum ? nil : maximum }

    /// What stands in the way of a programme; empty where nothing does.
    public func faults(starting programme: Programme) -> [StartFault] {
        var faults: [StartFault] = []
        func add(_ reason: StartFault.Reason, _ message: String, _ remedy: String) {
            faults.append(StartFault(reason: reason, message: message, remedy: remedy))
        }
        if programme.zero == .air, zero != .air {
            add(
                .noAirZero, "\(programme.id) needs a zero in air, and the zero is \(zero.rawValue)",
                "take the probe out, run tonus zero, and put it in again")
        }
        if let maximum, !(maximum.isFinite && (1...300).contains(maximum)) {
            add(
                .maximumNotPossible, "a maximum of \(maximum) cmH2O is not possible",
                "give 1 to 300 cmH2O above rest, or leave it out")
        }
        if programme.needsMaximum, usableMaximum == nil {
            add(
                .noMaximum, "\(programme.id) has targets that are a share of your maximum, which is not known",
                "give the maximum of an earlier session, or take a programme that works without one")
        }
        if let highestPressure {
            for phase in programme.phases {
                for step in phase.steps {
                    guard let lowest = lowestEnd(of: step.target), lowest > highestPressure else { continue }
                    add(
                        .targetNotPossible,
                        "a target of \(phase.id) begins at \(plain(lowest)) cmH2O, and the probe measures up to \(plain(highestPressure))",
                        "lower the target in a copy of the programme, or check the maximum")
                }
            }
        }
        if let sizes {
            let grow = zip(sizes, sizes.dropFirst()).allSatisfy { $0.millimetres < $1.millimetres }
            let areReal = sizes.allSatisfy { (1...80).contains($0.millimetres) && !$0.name.isEmpty }
            if sizes.isEmpty || sizes.count > 20 || !grow || !areReal {
                add(
                    .sizesNotPossible, "the trainer sizes do not go from the smallest to the greatest",
                    "give 1 to 20 names and diameters of 1 to 80 mm, the smallest first")
            }
        }
        if !(0...10).contains(delaySeconds) {
            add(.delayNotPossible, "a delay of \(delaySeconds) s is not possible", "give 0 to 10 s")
        }
        return faults
    }

    /// Where a target begins at the least, whatever the rest is.
    private func lowestEnd(of target: Target?) -> Double? {
        guard let target else { return nil }
        switch target.band {
        case .absolute(let span), .aboveRest(let span): return span.lower ?? span.upper
        case .ofMaximum(let span):
            guard let usableMaximum, usableMaximum.isFinite else { return nil }
            return usableMaximum * (span.lower ?? span.upper)
        case .ofBaseline: return nil
        }
    }
}
