// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VirtualPerineometer

/// The value of `--simulate`.
struct SimulationOption: ExpressibleByArgument {
    var specification: SimulationSpecification

    static let `default` = SimulationOption(specification: SimulationSpecification())

    var defaultValueDescription: String { specification.persona.id }

    init(specification: SimulationSpecification) { self.specification = specification }

    init?(argument: String) {
        guard let specification = try? SimulationSpecification(parsing: argument) else { return nil }
        self.specification = specification
    }
}

/// The value of `--http`: this version serves no web page, so `off` is the only value that can work.
enum WebOption: String, ExpressibleByArgument {
    case off
}
