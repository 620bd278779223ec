// SPDX-License-Identifier: Apache-2.0
internal import Perineometry

/// Which virtual device to simulate: a persona, and what makes one run the same as another.
///
///     try SimulationSpecification(parsing: "comfortable-strong,seed=7,rate=1000,channels=8")
public struct SimulationSpecification: Hashable, Sendable {
    /// Rates that the virtual device offers, in samples per second and channel.
    public static let ratesHertz = [50, 100, 250, 500, 1000, 2000]
    /// Numbers of channels that it can have.
    public static let channelCounts = 1...Channel.limit

    public let persona: Persona
    public let seed: UInt64
    /// One of `ratesHertz`: the rate after power-up.
    public let rateHertz: Int
    /// One of `channelCounts`: the pelvic-floor sensor, then an abdominal one, then elements along the probe.
    public let channelCount: Int

    public init(
        persona: Persona = .comfortableStrong, seed: UInt64 = 1, rateHertz: Int = 250, channelCount: Int = 1
    ) {
        precondition(Self.ratesHertz.contains(rateHertz), "the virtual device does not offer \(rateHertz) Hz")
        precondition(Self.channelCounts.contains(channelCount), "the virtual device has 1 to 8 channels")
        self.persona = persona
        self.seed = seed
        self.rateHertz = rateHertz
        self.channelCount = channelCount
    }

    /// Reads `PERSONA[,seed=N][,rate=HZ][,channels=N]`. What is left out has its default: comfortable-strong, seed 1,
    /// 250 Hz, one channel; the persona may be left out too.
    public init(parsing text: String) throws(SimulationSpecificationError) {
        var persona = Persona.comfortableStrong
        var options: [String: String] = [:]
        for (index, part) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if sides.count == 2 {
                guard Self.optionNames.contains(sides[0]) else { throw .unknownOption(sides[0]) }
                guard options.updateValue(sides[1], forKey: sides[0]) == nil else { throw .repeatedOption(sides[0]) }
            } else if index == 0 {
                if !part.isEmpty { persona = try Self.persona(named: sides[0]) }
            } else {
                throw .notAnOption(sides[0])
            }
        }
        var seed: UInt64 = 1
        if let value = options["seed"] {
            guard let number = UInt64(value) else { throw .seed(value) }
            seed = number
        }
        var rateHertz = 250
        if let value = options["rate"] {
            guard let number = Int(value), Self.ratesHertz.contains(number) else { throw .rate(value) }
            rateHertz = number
        }
        var channelCount = 1
        if let value = options["channels"] {
            guard let number = Int(value), Self.channelCounts.contains(number) else { throw .channels(value) }
            channelCount = number
        }
        self.init(persona: persona, seed: seed, rateHertz: rateHertz, channelCount: channelCount)
    }

    /// What `init(parsing:)` reads, in order.
    static let optionNames = ["seed", "rate", "channels"]

    private static func persona(named name: String) throws(SimulationSpecificationError) -> Persona {
        guard let persona = Persona.catalogue.first(where: { $0.id == name }) else { throw .unknownPersona(name) }
        return persona
    }

    /// The patient inside the device, with the persona's own script or another one.
    public func patient(script: Script? = nil) -> VirtualPatient {
        VirtualPatient(persona: persona, seed: seed, rateHertz: rateHertz, channelCount: channelCount, script: script)
    }
}

extension SimulationSpecification: CustomStringConvertible {
    /// Everything spelt out, in the form that `init(parsing:)` reads.
    public var description: String { "\(persona.id),seed=\(seed),rate=\(rateHertz),channels=\(channelCount)" }
}
